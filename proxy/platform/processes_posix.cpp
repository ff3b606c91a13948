// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/platform/processes.h"

#include <cerrno>
#include <csignal>

namespace proxy {

std::optional<ProcessState> processState(qint64 pid)
{
    if (pid <= 0 || (::kill(static_cast<pid_t>(pid), 0) != 0 && errno != EPERM))
        return std::nullopt;
    return ProcessState {};
}

QByteArray processName(qint64)
{
    return {};
}

QList<QByteArray> processArguments(qint64)
{
    return {};
}

QString errorOutputFile(qint64)
{
    return {};
}

std::optional<bool> hasOpen(qint64, const QString &)
{
    return std::nullopt;
}

std::optional<QList<qint64>> lockHolders(const QString &)
{
    return std::nullopt;
}

std::optional<qint64> listenerOf(quint16)
{
    return std::nullopt;
}

void endWithParent()
{ }

} // namespace proxy
