// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/exitcodes.h"

#include <QByteArray>
#include <QIODevice>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

namespace app::backend {

/// The result of a program that had this process's terminal.
struct AttachedRun
{
    QString program;
    QStringList arguments;
    QString workingDirectory;
    QProcessEnvironment environment;
};

struct AttachedResult
{
    int exitStatus = 0;
    int signal = 0; ///< that ended it; 0: it ended by itself
    QByteArray output; ///< the last 64 KB of its standard output
};

/// Runs a program with this process's standard input and standard error. Its standard output is
/// copied to `out`, and the end of it is kept. SIGINT, SIGTERM and SIGHUP reach the program too. It
/// does not outlive this process, and the terminal's modes are restored afterwards. Blocks. Not
/// reentrant.
[[nodiscard]] Outcome<AttachedResult> runAttached(const AttachedRun &run, QIODevice &out);

} // namespace app::backend
