// SPDX-License-Identifier: LicenseRef-Private
#include "app/options/logsetup.h"

#include "proxy/core/terminalsafe.h"

#include <QLoggingCategory>

#include <cstdio>

namespace app {

namespace {

/// Model and project names, paths and the words of other servers stand in messages: one line each,
/// whatever is in them.
void writeShown(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    const QByteArray line =
        (proxy::terminalSafe(qFormatLogMessage(type, context, message)) + u'\n').toUtf8();
    std::fwrite(line.constData(), 1, static_cast<size_t>(line.size()), stderr);
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

} // namespace app
