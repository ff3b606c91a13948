// SPDX-License-Identifier: LicenseRef-Private
#pragma once

namespace proxy {

/// Returns the value of a hexadecimal digit in either case, or -1 for any other byte.
[[nodiscard]] constexpr int hexDigit(char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    const char lower = static_cast<char>(byte | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

} // namespace proxy
