// SPDX-License-Identifier: LicenseRef-Private
#pragma once

namespace app {

/// Whether there is something to show a window on.
[[nodiscard]] bool hasDisplay();

} // namespace app
