// SPDX-License-Identifier: LicenseRef-Private
#pragma once

namespace proxy {

/// Returns the user and system time of this process, by getrusage(2).
[[nodiscard]] double processorSeconds();

} // namespace proxy
