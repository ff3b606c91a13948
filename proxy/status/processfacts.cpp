// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/status/processfacts.h"

#include <QDir>
#include <QFile>

#include <sys/resource.h>
#include <unistd.h>

namespace proxy {

std::optional<ProcessFacts> readProcessFacts()
{
    QFile stat(QStringLiteral("/proc/self/stat"));
    if (!stat.open(QIODevice::ReadOnly))
        return std::nullopt;
    const QByteArray text = stat.readAll();
    // The name in parentheses may hold blanks; fields are counted behind it (proc(5)), from 3 on.
    const QList<QByteArray> fields = text.sliced(text.lastIndexOf(')') + 1).simplified().split(' ');
    constexpr qsizetype kFirst = 3;
    const auto field = [&fields](qsizetype number) {
        return fields.value(number - kFirst).toLongLong();
    };
    const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
    ProcessFacts facts;
    facts.cpuSeconds = static_cast<double>(field(14) + field(15)) / ticks;
    facts.threads = field(20);
    facts.virtualBytes = field(23);
    facts.residentBytes = field(24) * ::sysconf(_SC_PAGESIZE);
    facts.openFiles = QDir(QStringLiteral("/proc/self/fd"))
                          .entryList(QDir::System | QDir::Files | QDir::NoDotAndDotDot)
                          .size();
    rlimit limit {};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
        facts.maxFiles = static_cast<qint64>(limit.rlim_cur);
    return facts;
}

} // namespace proxy
