// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/message/bodyform.h"

#include "proxy/message/headerlist.h"

namespace proxy {

BodyForm bodyFormOf(QByteArrayView bytes)
{
    constexpr QByteArrayView kMark("\xef\xbb\xbf");
    if (bytes.startsWith(kMark))
        bytes = bytes.sliced(kMark.size());
    else if (kMark.startsWith(bytes))
        return BodyForm::Untold;
    bytes = bytes.trimmed();
    if (bytes.isEmpty())
        return BodyForm::Untold;
    if (bytes.front() == '{' || bytes.front() == '[')
        return BodyForm::Json;
    for (const QByteArrayView field : {":", "data:", "event:", "id:", "retry:", "error:"}) {
        if (bytes.startsWith(field))
            return BodyForm::Events;
        if (field.startsWith(bytes))
            return BodyForm::Untold;
    }
    return BodyForm::Other;
}

bool isEventStream(const HeaderList &headers)
{
    const QByteArrayView type = headers.first("Content-Type").value_or(QByteArrayView());
    const qsizetype end = type.indexOf(';');
    return equalsIgnoringCase((end < 0 ? type : type.first(end)).trimmed(), "text/event-stream");
}

} // namespace proxy
