// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/commandtable.h"
#include "app/backend/environment.h"

namespace app::backend {

/// The words of a command line that go to the binary.
struct BinaryWords
{
    QStringList arguments; ///< the row's flag, its value, further flags
    bool help = false;
};

/// Fits words to a row of kind Binary. Only the row's own flags pass; `-x` and `--x` are the same,
/// as for the binary itself. Pure but for the look whether a file is there.
[[nodiscard]] Outcome<BinaryWords> shapeBinaryCall(const Command &command, const QStringList &args,
                                                   const Environment &environment);

/// Runs one row of kind Binary: writes the effective configuration, runs the binary with the
/// terminal attached, judges what came of it.
[[nodiscard]] int runBinaryCommand(const Command &command, const QStringList &args,
                                   const Streams &streams, const Environment &environment);

} // namespace app::backend
