// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/accounting/savingsreport.h"

#include "proxy/core/boundednumber.h"
#include "proxy/core/terminalsafe.h"
#include "proxy/json/jsonwriter.h"

#include <QUrlQuery>

#include <algorithm>
#include <array>

namespace proxy {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMaxDays = 36500;
constexpr auto kDefaultSince = "30d"_L1;

Error usage(const QString &detail)
{
    return {.code = ErrorCode::MalformedRequest,
            .source = ErrorSource::Client,
            .detail = Text::words(detail)};
}

void appendSums(JsonWriter &json, const LedgerSums &sums)
{
    json.field("exchanges", sums.exchanges).field("switched", sums.switched);
    json.field("priced", sums.priced).field("compared", sums.compared);
    json.key("tokens").beginObject();
    json.field("input", sums.input).field("output", sums.output);
    json.field("cache_read", sums.cacheRead).field("cache_write", sums.cacheWrite);
    json.field("reasoning", sums.reasoning).endObject();
    json.key("cost_usd").raw(dollarsText(sums.cost));
    json.key("compared_cost_usd").raw(dollarsText(sums.comparedCost));
    json.key("baseline_usd").raw(dollarsText(sums.baseline));
    json.key("classifier_usd").raw(dollarsText(sums.classifier));
    json.key("saved_usd").raw(dollarsText(sums.saved()));
    json.key("cache_loss_usd").raw(dollarsText(sums.cacheLoss));
}

constexpr int kNameWidth = 30;
constexpr int kColumnWidth = 12;

QString line(const QString &name, const std::array<QString, 7> &cells)
{
    QString text = name.leftJustified(kNameWidth, u' ', true);
    for (const QString &cell : cells)
        text += cell.rightJustified(kColumnWidth);
    return text + u'\n';
}

QString line(const QString &name, const LedgerSums &sums)
{
    const auto money = [](PicoDollars amount) {
        return QString::fromLatin1(readableDollars(amount));
    };
    // A sum of nothing is not known; it is no zero.
    const auto known = [&money](qint64 of, PicoDollars amount) {
        return of > 0 ? money(amount) : u"?"_s;
    };
    return line(name, {QString::number(sums.exchanges), QString::number(sums.compared),
                       known(sums.priced, sums.cost), known(sums.compared, sums.baseline),
                       money(sums.classifier), money(sums.saved()), money(sums.cacheLoss)});
}

/// What is known of the requests that nothing compares.
QString othersCost(const LedgerSums &total)
{
    if (total.priced <= total.compared)
        return u"of the others no cost is known"_s;
    const PicoDollars cost = boundedDifference(total.cost, total.comparedCost);
    return u"%1 of the others cost %2"_s.arg(total.priced - total.compared)
        .arg(QString::fromLatin1(readableDollars(cost)));
}

} // namespace

Result<QDate> parseSince(QStringView text, QDate today)
{
    if (text == "all"_L1)
        return QDate();
    if (text == "today"_L1)
        return today;
    if (text == "yesterday"_L1)
        return today.addDays(-1);
    if (text.endsWith(u'd') || text.endsWith(u'w')) {
        bool isNumber = false;
        // Qt's reader would let blanks and signs pass.
        const bool isPlain = std::all_of(text.begin(), text.end() - 1,
                                         [](QChar c) { return c >= u'0' && c <= u'9'; });
        const int count = isPlain ? text.chopped(1).toInt(&isNumber) : 0;
        const int days = text.endsWith(u'w') ? 7 : 1;
        // "1d" is today: so many days, this one included.
        if (isNumber && count > 0 && count <= kMaxDays / days)
            return today.addDays(1 - qint64 {count} * days);
    }
    const QDate date = QDate::fromString(text, Qt::ISODate);
    if (date.isValid())
        return date;
    return tl::make_unexpected(
        usage(u"since must be all, today, yesterday, a number of days (7d) or weeks (4w), or a "
              "date (2026-03-09)"_s));
}

Result<LedgerGrouping> parseGrouping(QStringView text)
{
    for (const auto by : {LedgerGrouping::Model, LedgerGrouping::Project, LedgerGrouping::Client,
                          LedgerGrouping::Day}) {
        if (text == QLatin1StringView(name(by)))
            return by;
    }
    return tl::make_unexpected(usage(u"by must be model, project, client or day"_s));
}

Result<SavingsQuery> parseSavingsQuery(const QByteArray &target, QDate today)
{
    const qsizetype question = target.indexOf('?');
    const QUrlQuery query(question < 0 ? QString()
                                       : QString::fromUtf8(target.sliced(question + 1)));
    const QString sinceText = query.queryItemValue(u"since"_s, QUrl::FullyDecoded);
    const QString byText = query.queryItemValue(u"by"_s, QUrl::FullyDecoded);
    const auto since = parseSince(sinceText.isEmpty() ? QString(kDefaultSince) : sinceText, today);
    const auto by = parseGrouping(byText.isEmpty() ? u"model"_s : byText);
    if (!since)
        return tl::make_unexpected(since.error());
    if (!by)
        return tl::make_unexpected(by.error());
    return SavingsQuery {.since = *since, .by = *by};
}

QByteArray savingsJson(const Ledger &ledger, const SavingsQuery &query,
                       const QByteArray &priceTable, bool isComplete)
{
    QByteArray text;
    JsonWriter json(text);
    json.beginObject().field("schema", "v1");
    json.key("since");
    if (query.since.isValid())
        json.string(query.since.toString(Qt::ISODate).toLatin1());
    else
        json.null();
    json.field("by", name(query.by)).field("currency", "USD");
    json.field("prices", "list-price").field("price_table", priceTable);
    json.key("complete").boolean(isComplete);
    json.key("total").beginObject();
    appendSums(json, ledger.total(query.since));
    json.endObject().key("groups").beginArray();
    for (const Ledger::Group &group : ledger.groups(query.since, query.by)) {
        json.beginObject().field("name", group.name);
        appendSums(json, group.sums);
        json.endObject();
    }
    json.endArray().endObject();
    return text;
}

QString savingsText(const Ledger &ledger, const SavingsQuery &query, const QByteArray &priceTable)
{
    const QString from =
        query.since.isValid() ? u"since "_s + query.since.toString(Qt::ISODate) : u"all days"_s;
    QString text = u"Savings, %1, in US dollars at list prices of %2 (a subscription is not billed "
                   "by these)\n\n"_s.arg(from, terminalSafe(priceTable));
    text += line(QString::fromLatin1(name(query.by)),
                 {u"requests"_s, u"compared"_s, u"cost"_s, u"as asked"_s, u"classifier"_s,
                  u"saved"_s, u"cache lost"_s});
    for (const Ledger::Group &group : ledger.groups(query.since, query.by))
        text += line(terminalSafe(group.name), group.sums);
    const LedgerSums total = ledger.total(query.since);
    text += line(u"total"_s, total);
    if (total.switched > 0)
        text += u"\n%1 of %2 requests were answered by another model than they asked for.\n"_s
                    .arg(total.switched)
                    .arg(total.exchanges);
    if (total.compared < total.exchanges)
        text += u"\nSaved is of the %1 of %2 requests whose costs are known both ways; %3.\n"_s
                    .arg(total.compared)
                    .arg(total.exchanges)
                    .arg(othersCost(total));
    return text;
}

} // namespace proxy
