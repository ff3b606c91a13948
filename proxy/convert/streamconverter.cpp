// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/streamconverter.h"

#include "proxy/json/jsonwriter.h"

namespace proxy {

void StreamConverter::convert(const SseEvent &event, QByteArray &out)
{
    if (m_failure)
        return;
    if (event.tooLarge)
        fail(out, QStringLiteral("the upstream sent an event that is too large to convert"));
    else if (event.kind == SseEvent::Kind::Comment)
        out.append(':').append(event.data).append("\n\n");
    else if (!event.data.isEmpty())
        convertData(event.data, out);
}

bool StreamConverter::finish(QByteArray &out)
{
    if (m_failure)
        return false;
    return m_errorPassed || finishStream(out);
}

void StreamConverter::fail(QByteArray &out, const QString &why)
{
    QByteArray quoted;
    appendJsonEscaped(quoted, why.toUtf8());
    appendError(out, quoted);
    m_failure = Error {.code = ErrorCode::UpstreamMalformed,
                       .source = ErrorSource::Upstream,
                       .retry = Retry::No,
                       .detail = why};
}

} // namespace proxy
