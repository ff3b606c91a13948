// SPDX-License-Identifier: LicenseRef-Private
#pragma once

namespace proxy {

/// What a hexadecimal digit, large or small, stands for; -1: it is none.
[[nodiscard]] constexpr int hexDigit(char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    const char lower = static_cast<char>(byte | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

} // namespace proxy
