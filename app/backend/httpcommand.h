// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/commandtable.h"
#include "app/backend/credentials.h"

namespace app::backend {

/// Runs one row of kind Http: makes the request, checks it, sends it once and prints the answer.
/// The body is written to `streams.out` unchanged, or indented when that is asked for or `out` is a
/// terminal. Returns the exit code.
[[nodiscard]] int runHttpCommand(const Command &command, const QStringList &args,
                                 const Streams &streams, const Environment &environment);

} // namespace app::backend
