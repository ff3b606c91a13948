// SPDX-License-Identifier: LicenseRef-Private
#include "app/commands/pricemapimport.h"

#include "app/commands/modelsupplement.h"
#include "app/commands/modeltabletext.h"
#include "app/commands/pricemaprows.h"
#include "proxy/models/modeltable.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace app {

using namespace Qt::StringLiterals;

namespace {

QJsonObject modelsOf(const QByteArray &table)
{
    return QJsonDocument::fromJson(table).object()[u"models"].toObject();
}

/// "input", "cacheRead", "above 272000: output" → the number there.
QMap<QString, QJsonValue> flatPrices(const QJsonObject &price)
{
    QMap<QString, QJsonValue> prices;
    for (auto it = price.constBegin(); it != price.constEnd(); ++it) {
        if (it.value().isDouble())
            prices.insert(it.key(), it.value());
    }
    for (const QJsonValue step : price[u"steps"].toArray()) {
        const QString above = u"above %1: "_s.arg(step[u"above"].toInteger());
        const QJsonObject fields = step.toObject();
        for (auto it = fields.constBegin(); it != fields.constEnd(); ++it) {
            if (it.key() != u"above"_s)
                prices.insert(above + it.key(), it.value());
        }
    }
    const QJsonObject factors = price[u"factors"].toObject();
    for (auto it = factors.constBegin(); it != factors.constEnd(); ++it)
        prices.insert(u"times "_s + it.key(), it.value());
    return prices;
}

QString told(const QJsonValue &value)
{
    if (value.isDouble())
        return QString::number(value.toDouble(), 'g', QLocale::FloatingPointShortest);
    return value.isString() ? value.toString() : u"unknown"_s;
}

QStringList priceChanges(const QJsonObject &before, const QJsonObject &after)
{
    const auto old = flatPrices(before[u"price"].toObject());
    const auto now = flatPrices(after[u"price"].toObject());
    QStringList changes;
    for (auto it = now.constBegin(); it != now.constEnd(); ++it) {
        if (old.value(it.key()) != it.value())
            changes.append(it.key() + u' ' + told(old.value(it.key())) + u" -> "_s
                           + told(it.value()));
    }
    for (auto it = old.constBegin(); it != old.constEnd(); ++it) {
        if (!now.contains(it.key()))
            changes.append(it.key() + u' ' + told(it.value()) + u" -> unknown"_s);
    }
    return changes;
}

} // namespace

proxy::Result<QByteArray> tableOfPriceMaps(const QList<NamedText> &maps,
                                           const NamedText &supplement, QDate asOf)
{
    const auto byHand = ModelSupplement::fromJson(supplement);
    if (!byHand)
        return tl::make_unexpected(byHand.error());
    ModelRows rows;
    for (const NamedText &map : maps) {
        const auto more = rowsOfPriceMap(map);
        if (!more)
            return tl::make_unexpected(more.error());
        for (auto row = more->constBegin(); row != more->constEnd(); ++row)
            rows.insert(row.key(), row.value());
    }
    const auto table = byHand->tableOf(rows, asOf);
    if (!table)
        return tl::make_unexpected(table.error());
    const QByteArray text = modelTableText(*table);
    // As the program will read it: in the place of the built-in table and over it.
    auto read = proxy::ModelTable::fromJson(text);
    if (read)
        read = proxy::ModelTable().amended(text);
    if (!read)
        return tl::make_unexpected(proxy::Error {
            .code = proxy::ErrorCode::InvalidConfig,
            .detail = proxy::Text::words(read.error().place + u' ' + read.error().problem)});
    return text;
}

QStringList tableChanges(const QByteArray &before, const QByteArray &after)
{
    const QJsonObject old = modelsOf(before);
    const QJsonObject now = modelsOf(after);
    QStringList added;
    QStringList changed;
    for (auto it = now.constBegin(); it != now.constEnd(); ++it) {
        if (!old.contains(it.key())) {
            added.append(it.key());
            continue;
        }
        const QJsonObject earlier = old[it.key()].toObject();
        const QJsonObject row = it.value().toObject();
        if (const QStringList prices = priceChanges(earlier, row); !prices.isEmpty())
            changed.append(u"price of %1: %2"_s.arg(it.key(), prices.join(u", "_s)));
        if (earlier[u"ends"] != row[u"ends"])
            changed.append(
                u"end of %1: %2 -> %3"_s.arg(it.key(), told(earlier[u"ends"]), told(row[u"ends"])));
    }
    QStringList gone;
    for (auto it = old.constBegin(); it != old.constEnd(); ++it) {
        if (!now.contains(it.key()))
            gone.append(it.key());
    }
    QStringList lines;
    if (!added.isEmpty())
        lines.append(u"added: "_s + added.join(u", "_s));
    if (!gone.isEmpty())
        lines.append(u"gone: "_s + gone.join(u", "_s));
    return lines + changed;
}

} // namespace app
