// SPDX-License-Identifier: LicenseRef-Private
#pragma once

namespace app {

// What every command ends with; from 64 on as in sysexits.h.
inline constexpr int kExitFailed = 1;
inline constexpr int kExitConflict = 2; ///< something else has the port
inline constexpr int kExitUsage = 64; ///< the command line is wrong
inline constexpr int kExitUnavailable = 69; ///< a service, or a part of the program, is missing
inline constexpr int kExitConfig = 78; ///< the configuration can't be used

} // namespace app
