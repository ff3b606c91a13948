// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/usageledger.h"

#include "tests/standins/gojson.h"

#include <QDateTime>
#include <QJsonArray>

#include <algorithm>
#include <functional>
#include <map>

namespace standins {

namespace {

QByteArray number(qint64 value)
{
    return QByteArray::number(value);
}

qint64 tokensOf(const UsageRow &row)
{
    return row.inputTokens + row.outputTokens;
}

QByteArray detail(const UsageRow &row)
{
    return "{\"timestamp\":" + quoted(row.timestamp) + ",\"source\":" + quoted(row.source)
           + ",\"auth_index\":" + quoted(row.authIndex) + R"(,"tokens":{"input_tokens":)"
           + number(row.inputTokens) + ",\"output_tokens\":" + number(row.outputTokens)
           + R"(,"reasoning_tokens":0,"cached_tokens":0,"total_tokens":)" + number(tokensOf(row))
           + "},\"failed\":" + (row.failed ? "true" : "false") + "}";
}

using Totals = std::map<QByteArray, qint64>;

QByteArray object(const Totals &totals)
{
    QByteArray text;
    for (const auto &[key, value] : totals)
        text += (text.isEmpty() ? "" : ",") + quoted(key) + ":" + number(value);
    return "{" + text + "}";
}

/// `"name":{"total_requests":n,"total_tokens":n,"<inner>":<content>}`
QByteArray group(const QByteArray &name, const std::vector<UsageRow> &rows, const char *inner,
                 const QByteArray &content)
{
    qint64 tokens = 0;
    for (const UsageRow &row : rows)
        tokens += tokensOf(row);
    return quoted(name) + ":{\"total_requests\":" + number(static_cast<qint64>(rows.size()))
           + ",\"total_tokens\":" + number(tokens) + ",\"" + inner + "\":" + content + "}";
}

QByteArray models(const std::vector<UsageRow> &rows)
{
    std::map<QByteArray, std::vector<UsageRow>> byModel;
    for (const UsageRow &row : rows)
        byModel[row.model].push_back(row);
    QByteArray text;
    for (const auto &[model, own] : byModel) {
        QByteArray details;
        for (const UsageRow &row : own)
            details += (details.isEmpty() ? "" : ",") + detail(row);
        text += (text.isEmpty() ? "" : ",") + group(model, own, "details", "[" + details + "]");
    }
    return "{" + text + "}";
}

QByteArray apis(const std::vector<UsageRow> &rows)
{
    std::map<QByteArray, std::vector<UsageRow>> byApi;
    for (const UsageRow &row : rows)
        byApi[row.api].push_back(row);
    QByteArray text;
    for (const auto &[api, own] : byApi)
        text += (text.isEmpty() ? "" : ",") + group(api, own, "models", models(own));
    return "{" + text + "}";
}

UsageRow rowFrom(const QByteArray &api, const QByteArray &model, const QJsonObject &detail)
{
    const QJsonObject tokens = detail[QLatin1String("tokens")].toObject();
    return {.api = api,
            .model = model,
            .timestamp = detail[QLatin1String("timestamp")].toString().toUtf8(),
            .source = detail[QLatin1String("source")].toString().toUtf8(),
            .authIndex = detail[QLatin1String("auth_index")].toString().toUtf8(),
            .inputTokens = tokens[QLatin1String("input_tokens")].toInteger(),
            .outputTokens = tokens[QLatin1String("output_tokens")].toInteger(),
            .failed = detail[QLatin1String("failed")].toBool()};
}

void eachDetail(const QJsonObject &usage, const std::function<void(UsageRow)> &visit)
{
    const QJsonObject all = usage[QLatin1String("apis")].toObject();
    for (auto api = all.begin(); api != all.end(); ++api) {
        const QJsonObject own = api.value()[QLatin1String("models")].toObject();
        for (auto model = own.begin(); model != own.end(); ++model) {
            const QJsonArray details = model.value()[QLatin1String("details")].toArray();
            for (const QJsonValue entry : details)
                visit(rowFrom(api.key().toUtf8(), model.key().toUtf8(), entry.toObject()));
        }
    }
}

} // namespace

QByteArray goTimestamp(qint64 unixMs)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(unixMs).toUTC();
    return time.toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss.zzz")).toLatin1() + "000000Z";
}

qint64 UsageLedger::failures() const
{
    return std::count_if(m_rows.begin(), m_rows.end(), [](const UsageRow &r) { return r.failed; });
}

QByteArray UsageLedger::usageObject() const
{
    Totals requestsByDay, requestsByHour, tokensByDay, tokensByHour;
    qint64 tokens = 0;
    for (const UsageRow &row : m_rows) {
        const QByteArray day = row.timestamp.first(qMin<qsizetype>(10, row.timestamp.size()));
        const QByteArray hour = row.timestamp.mid(11, 2);
        tokens += tokensOf(row);
        ++requestsByDay[day];
        ++requestsByHour[hour];
        tokensByDay[day] += tokensOf(row);
        tokensByHour[hour] += tokensOf(row);
    }
    const auto total = static_cast<qint64>(m_rows.size());
    return "{\"total_requests\":" + number(total)
           + ",\"success_count\":" + number(total - failures())
           + ",\"failure_count\":" + number(failures()) + ",\"total_tokens\":" + number(tokens)
           + ",\"apis\":" + apis(m_rows) + ",\"requests_by_day\":" + object(requestsByDay)
           + ",\"requests_by_hour\":" + object(requestsByHour) + ",\"tokens_by_day\":"
           + object(tokensByDay) + ",\"tokens_by_hour\":" + object(tokensByHour) + "}";
}

QByteArray UsageLedger::usageReply() const
{
    return "{\"failed_requests\":" + number(failures()) + ",\"usage\":" + usageObject() + "}";
}

QByteArray UsageLedger::exportReply(const QByteArray &exportedAt) const
{
    return R"({"version":1,"exported_at":)" + quoted(exportedAt) + ",\"usage\":" + usageObject()
           + "}";
}

QByteArray UsageLedger::import(const QJsonObject &usage)
{
    qint64 added = 0;
    qint64 skipped = 0;
    eachDetail(usage, [&](UsageRow row) {
        const bool known = std::find(m_rows.begin(), m_rows.end(), row) != m_rows.end();
        ++(known ? skipped : added);
        if (!known)
            m_rows.push_back(std::move(row));
    });
    return "{\"added\":" + number(added) + ",\"failed_requests\":" + number(failures())
           + ",\"skipped\":" + number(skipped)
           + ",\"total_requests\":" + number(static_cast<qint64>(m_rows.size())) + "}";
}

QByteArray UsageLedger::takeQueue(int count)
{
    QByteArray text;
    while (count-- > 0 && !m_rows.empty()) {
        text += (text.isEmpty() ? "" : ",") + detail(m_rows.front());
        m_rows.erase(m_rows.begin());
    }
    return "[" + text + "]";
}

} // namespace standins
