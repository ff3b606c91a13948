// SPDX-License-Identifier: LicenseRef-Private
#include "app/options/logsetup.h"

#include "proxy/core/terminalsafe.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLoggingCategory>

#include <atomic>
#include <cstdio>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace app {

namespace {

constexpr qint64 kLargestFormer = 1024 * 1024;

std::atomic<int> copyDescriptor = -1;

/// Model and project names, paths and the words of other servers stand in messages: one line each,
/// whatever is in them.
void writeShown(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    const QByteArray line =
        (proxy::terminalSafe(qFormatLogMessage(type, context, message)) + u'\n').toUtf8();
    std::fwrite(line.constData(), 1, static_cast<size_t>(line.size()), stderr);
    if (const int copy = copyDescriptor.load(); copy >= 0)
        (void)!::write(copy, line.constData(), static_cast<size_t>(line.size()));
}

} // namespace

void setUpLogging()
{
    qSetMessagePattern(QStringLiteral(
        "%{time yyyy-MM-ddTHH:mm:ss.zzz} "
        "%{if-debug}debug%{endif}%{if-info}info%{endif}%{if-warning}warning%{endif}"
        "%{if-critical}error%{endif}%{if-fatal}fatal%{endif} %{category}: %{message}"));
    qInstallMessageHandler(writeShown);
}

void copyLogTo(const QString &path)
{
    QDir().mkpath(QFileInfo(path).absolutePath());
    if (QFileInfo(path).size() > kLargestFormer)
        ::rename(QFile::encodeName(path).constData(),
                 QFile::encodeName(path + QStringLiteral(".1")).constData());
    const int opened = ::open(QFile::encodeName(path).constData(),
                              O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600);
    struct stat facts = {};
    const bool isFile = opened >= 0 && ::fstat(opened, &facts) == 0 && S_ISREG(facts.st_mode);
    if (opened >= 0 && !isFile)
        ::close(opened);
    if (isFile)
        copyDescriptor = opened;
}

} // namespace app
