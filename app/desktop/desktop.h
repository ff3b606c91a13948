// SPDX-License-Identifier: LicenseRef-Private
#pragma once

namespace app {

struct Options;

/// Loads the ui module and runs the desktop program in it; returns the process's exit code.
/// Without the module, or without a display, says what to do instead: exit 69.
[[nodiscard]] int runDesktop(int argc, char **argv, const Options &options);

} // namespace app
