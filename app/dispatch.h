// SPDX-License-Identifier: LicenseRef-Private
#pragma once

namespace app {

/// Parses the command line, runs the command and returns the process's exit code.
[[nodiscard]] int dispatch(int argc, char **argv);

} // namespace app
