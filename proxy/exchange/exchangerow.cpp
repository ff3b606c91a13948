// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/exchange/exchangerow.h"

#include "proxy/exchange/exchangefields.h"
#include "proxy/exchange/exchangejson.h"
#include "proxy/exchange/sentences.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace proxy {

std::optional<Exchange> exchangeFromRow(QByteArrayView json)
{
    constexpr qsizetype kMaxRow = 1024 * 1024;
    if (json.size() > kMaxRow)
        return std::nullopt;
    const QByteArray text = QByteArray::fromRawData(json.data(), json.size());
    const QJsonObject row = QJsonDocument::fromJson(text).object();
    if (row[QLatin1StringView(rowname::kSchema)].toString() != QLatin1StringView(kExchangeSchema))
        return std::nullopt;
    Exchange exchange = exchangeOf(row);
    return exchange.id.isEmpty() ? std::nullopt : std::optional(std::move(exchange));
}

Exchange exchangeOf(const QJsonObject &row)
{
    Exchange exchange;
    readSections(exchange, rowSections(), row);
    takeSentences(exchange, row);
    return exchange;
}

} // namespace proxy
