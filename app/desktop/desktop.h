// SPDX-License-Identifier: LicenseRef-Private
#pragma once

namespace app {

struct Options;

/// Loads the ui module, runs the desktop program and returns the process's exit code. Without the
/// module or a display it prints what to do instead and returns 69.
[[nodiscard]] int runDesktop(int argc, char **argv, const Options &options);

} // namespace app
