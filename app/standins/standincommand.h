// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QStringList>

namespace app::standins {

/// `llm-proxy demo backend …` and `llm-proxy demo morph …`: @p arguments begin with the name of
/// the stand-in. Prints "READY data=PORT control=PORT pid=N" and serves until the process is
/// ended. Needs a QCoreApplication. Returns an exit code: 64 bad usage, 1 can't listen.
[[nodiscard]] int runStandInCommand(const QStringList &arguments);

} // namespace app::standins
