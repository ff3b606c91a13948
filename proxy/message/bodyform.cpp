// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/message/bodyform.h"

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

} // namespace proxy
