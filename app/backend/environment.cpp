// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/environment.h"

#include "app/backend/exitcodes.h"
#include "proxy/core/terminalsafe.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

#include <unistd.h>

#include <cstdio>

namespace app::backend {

QString Environment::checkout() const
{
    return variables.value(QStringLiteral("LLM_PROXY_ROOT"));
}

QString Environment::resolved(const QString &path) const
{
    return QDir::cleanPath(QDir(workingDirectory).absoluteFilePath(path));
}

Environment environmentOfProcess()
{
    Environment environment;
    environment.variables = QProcessEnvironment::systemEnvironment();
    environment.workingDirectory = QDir::currentPath();
    environment.executable = QCoreApplication::applicationFilePath();
    environment.outIsTerminal = ::isatty(STDOUT_FILENO) == 1;
    environment.inIsTerminal = ::isatty(STDIN_FILENO) == 1;
    return environment;
}

int withStandardStreams(const std::function<int(const Streams &)> &command)
{
    QFile in;
    QFile out;
    QFile err;
    if (!in.open(stdin, QIODevice::ReadOnly) || !out.open(stdout, QIODevice::WriteOnly)
        || !err.open(stderr, QIODevice::WriteOnly | QIODevice::Unbuffered))
        return kExitUnreachable;
    const int code = command({in, out, err});
    // An answer that could not be written whole (a full disk, a closed pipe) is not a success.
    return out.flush() || code != kExitOk ? code : kExitFailed;
}

void writeLine(QIODevice &device, const QString &line)
{
    device.write(proxy::terminalSafe(line).toUtf8());
    device.write("\n");
}

} // namespace app::backend
