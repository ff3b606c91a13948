// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/commandtable.h"
#include "app/backend/environment.h"

namespace app::backend {

/// The arguments for the binary.
struct BinaryWords
{
    QStringList arguments; ///< the row's flag, its value, further flags
    bool help = false;
};

/// Checks arguments against a row of kind Binary. Only the row's own flags are allowed; `-x` and
/// `--x` are the same, as for the binary itself. It also checks whether a file exists; otherwise
/// pure.
[[nodiscard]] Outcome<BinaryWords> shapeBinaryCall(const Command &command, const QStringList &args,
                                                   const Environment &environment);

/// Runs one row of kind Binary: writes the effective configuration, runs the binary with the
/// terminal attached and judges its result. Returns the exit code.
[[nodiscard]] int runBinaryCommand(const Command &command, const QStringList &args,
                                   const Streams &streams, const Environment &environment);

} // namespace app::backend
