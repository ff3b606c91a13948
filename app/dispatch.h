// SPDX-License-Identifier: LicenseRef-Private
#pragma once

namespace app {

/// Reads the command line and runs what it asks for; returns the process's exit code.
[[nodiscard]] int dispatch(int argc, char **argv);

} // namespace app
