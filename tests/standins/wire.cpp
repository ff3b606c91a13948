// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/wire.h"

#include <QCryptographicHash>

#include <algorithm>

namespace standins {

QByteArray headerValue(const WireHeaders &headers, QByteArrayView name)
{
    for (const WireHeader &field : headers) {
        if (QByteArrayView(field.name).compare(name, Qt::CaseInsensitive) == 0)
            return field.value;
    }
    return {};
}

int headerCount(const WireHeaders &headers, QByteArrayView name)
{
    return static_cast<int>(
        std::count_if(headers.begin(), headers.end(), [name](const WireHeader &field) {
            return QByteArrayView(field.name).compare(name, Qt::CaseInsensitive) == 0;
        }));
}

QByteArray RecordedRequest::path() const
{
    const qsizetype query = target.indexOf('?');
    return query < 0 ? target : target.first(query);
}

QByteArray RecordedRequest::bodySha256() const
{
    return QCryptographicHash::hash(body, QCryptographicHash::Sha256).toHex();
}

} // namespace standins
