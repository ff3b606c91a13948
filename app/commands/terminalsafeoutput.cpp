// SPDX-License-Identifier: LicenseRef-Private
#include "app/commands/terminalsafeoutput.h"

#include "proxy/core/terminalsafe.h"

namespace app {

TerminalSafeOutput::TerminalSafeOutput(std::FILE *stream)
    : m_stream(stream)
{
    open(QIODevice::WriteOnly | QIODevice::Unbuffered);
}

qint64 TerminalSafeOutput::readData(char * /*data*/, qint64 /*size*/)
{
    return -1;
}

/// A QTextStream encodes whole characters; none is cut between two calls.
qint64 TerminalSafeOutput::writeData(const char *data, qint64 size)
{
    const QByteArray text =
        proxy::terminalSafeLines(QString::fromUtf8(data, static_cast<qsizetype>(size))).toUtf8();
    const auto length = static_cast<size_t>(text.size());
    const bool isWritten =
        std::fwrite(text.constData(), 1, length, m_stream) == length && std::fflush(m_stream) == 0;
    return isWritten ? size : -1;
}

} // namespace app
