// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/commandtable.h"
#include "app/backend/credentials.h"

namespace app::backend {

/// Runs one row of kind Http: shape, check, send once, show the answer. The body goes to
/// `streams.out` as it came, or indented when that is asked for or `out` is a terminal.
[[nodiscard]] int runHttpCommand(const Command &command, const QStringList &args,
                                 const Streams &streams, const Environment &environment);

} // namespace app::backend
