// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/gojson.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace standins {

QByteArray goJson(const QJsonObject &object)
{
    QByteArray text = QJsonDocument(object).toJson(QJsonDocument::Compact);
    // The three occur inside strings only.
    text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
    return text;
}

QByteArray goError(const QByteArray &text)
{
    return goJson({{QStringLiteral("error"), QString::fromUtf8(text)}});
}

QByteArray quoted(const QByteArray &text)
{
    const QJsonArray list {QString::fromUtf8(text)};
    const QByteArray wrapped = QJsonDocument(list).toJson(QJsonDocument::Compact);
    return wrapped.sliced(1, wrapped.size() - 2);
}

} // namespace standins
