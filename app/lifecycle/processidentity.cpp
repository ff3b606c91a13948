// SPDX-License-Identifier: LicenseRef-Private
#include "app/lifecycle/processidentity.h"

#include <QByteArray>
#include <QFile>

#include <unistd.h>

namespace app {

namespace {

struct Stat
{
    char state = '?';
    quint64 startTicks = 0;
};

std::optional<Stat> readStat(qint64 pid)
{
    QFile file(QStringLiteral("/proc/%1/stat").arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const QByteArray text = file.read(4096);
    // The command name stands in parentheses and may hold spaces and parentheses itself.
    const QList<QByteArray> fields = text.mid(text.lastIndexOf(')') + 2).split(' ');
    constexpr qsizetype kStartTime = 22 - 3;
    if (fields.size() <= kStartTime)
        return std::nullopt;
    return Stat {.state = fields[0].at(0), .startTicks = fields[kStartTime].toULongLong()};
}

} // namespace

ProcessIdentity thisProcess()
{
    return processWithPid(::getpid()).value_or(ProcessIdentity {.pid = ::getpid()});
}

std::optional<ProcessIdentity> processWithPid(qint64 pid)
{
    const std::optional<Stat> stat = pid > 0 ? readStat(pid) : std::nullopt;
    if (!stat)
        return std::nullopt;
    return ProcessIdentity {.pid = pid, .startTicks = stat->startTicks};
}

bool isAlive(const ProcessIdentity &process)
{
    const std::optional<Stat> stat = process.pid > 0 ? readStat(process.pid) : std::nullopt;
    return stat && stat->startTicks == process.startTicks && stat->state != 'Z'
           && stat->state != 'X';
}

} // namespace app
