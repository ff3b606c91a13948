// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/platform/selffacts.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <malloc.h>
#include <unistd.h>

namespace proxy {

namespace {

QByteArray contentOfOwn(const char *name)
{
    QFile file(QStringLiteral("/proc/self/") + QLatin1StringView(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

SelfFacts selfFacts()
{
    const QByteArray text = contentOfOwn("stat");
    // The name in parentheses may hold blanks; fields are counted behind it (proc(5)), from 3 on.
    const QList<QByteArray> fields = text.mid(text.lastIndexOf(')') + 1).simplified().split(' ');
    constexpr qsizetype kFirst = 3;
    const auto field = [&fields](qsizetype number) {
        return fields.value(number - kFirst).toLongLong();
    };
    const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
    return {.cpuSeconds = static_cast<double>(field(14) + field(15)) / ticks,
            .residentBytes = field(24) * ::sysconf(_SC_PAGESIZE),
            .virtualBytes = field(23),
            .openFiles = QDir(QStringLiteral("/proc/self/fd"))
                             .entryList(QDir::System | QDir::Files | QDir::NoDotAndDotDot)
                             .size(),
            .threads = field(20)};
}

QString executablePath()
{
    return QFileInfo(QStringLiteral("/proc/self/exe")).canonicalFilePath();
}

mode_t fileCreationMask()
{
    // umask() can't be asked without being changed, even if for a moment.
    const QByteArray text = contentOfOwn("status");
    const qsizetype at = text.indexOf("\nUmask:");
    if (at < 0)
        return 022;
    const qsizetype begin = at + 7;
    return static_cast<mode_t>(
        text.mid(begin, text.indexOf('\n', begin) - begin).trimmed().toUInt(nullptr, 8));
}

void returnFreeMemory()
{
    ::malloc_trim(0);
}

} // namespace proxy
