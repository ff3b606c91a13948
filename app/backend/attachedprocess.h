// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/exitcodes.h"

#include <QByteArray>
#include <QIODevice>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

namespace app::backend {

/// A program that gets this process's terminal.
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

/// Runs a program with standard input and standard error attached; its standard output is copied
/// to `out` as it comes and its end is kept. SIGINT, SIGTERM and SIGHUP reach the program too, it
/// does not outlive this process, and the terminal's modes are put back afterwards. Not reentrant.
[[nodiscard]] Outcome<AttachedResult> runAttached(const AttachedRun &run, QIODevice &out);

} // namespace app::backend
