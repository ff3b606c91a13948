// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QMap>
#include <QString>

namespace app {

/// Loads the ui module and runs the desktop program in it; returns the process's exit code.
/// Without the module, or without a display, says what to do instead: exit 69.
[[nodiscard]] int runDesktop(int argc, char **argv, const QMap<QString, QString> &settings);

} // namespace app
