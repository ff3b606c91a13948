// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <string_view>

namespace support {

/// Whether the system is asked for what not every Unix tells: memory, who holds a port, what a
/// socket still has to send, how long the machine slept. The preset `portable` does without.
inline constexpr bool kTellsAll = std::string_view(LLMPROXY_PLATFORM) != "posix";

} // namespace support
