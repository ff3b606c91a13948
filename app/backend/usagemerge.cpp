// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/usagemerge.h"

#include "proxy/core/boundednumber.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QMap>
#include <QSet>

namespace app::backend {

namespace {

using namespace Qt::StringLiterals;

tl::unexpected<Failure> bad(const QString &what, const QString &why)
{
    return tl::unexpected(Failure {kExitFailed, u"%1: %2"_s.arg(what, why)});
}

Outcome<QJsonObject> usageOf(const QByteArray &text, const QString &what)
{
    if (text.isEmpty())
        return QJsonObject();
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(text, &error);
    if (!document.isObject())
        return bad(what, document.isNull() ? error.errorString() : u"is no JSON object"_s);
    const qint64 version = document[u"version"_s].toInteger(1);
    if (version > 1)
        return bad(what, u"version %1 is not known here"_s.arg(version));
    if (!document[u"usage"_s].isObject())
        return bad(what, u"holds no usage statistics"_s);
    return document[u"usage"_s].toObject();
}

QByteArray fingerprint(const QJsonObject &row)
{
    QByteArray text = row.value(u"timestamp"_s).toString().toUtf8() + '\n'
                      + row.value(u"source"_s).toString().toUtf8() + '\n'
                      + row.value(u"auth_index"_s).toString().toUtf8() + '\n'
                      + (row.value(u"failed"_s).toBool() ? '1' : '0');
    const QJsonObject tokens = row.value(u"tokens"_s).toObject();
    for (const QString &name : {u"input_tokens"_s, u"output_tokens"_s, u"reasoning_tokens"_s,
                                u"cached_tokens"_s, u"total_tokens"_s})
        text += '\n' + QByteArray::number(tokens.value(name).toInteger());
    return text;
}

/// client → model → rows
class Rows final
{
public:
    int add(const QJsonObject &usage, int &known);
    [[nodiscard]] QJsonObject usage();

private:
    struct Model
    {
        QJsonArray rows;
        QSet<QByteArray> seen;

        /// How many were not known.
        qsizetype add(const QJsonArray &details);
    };
    void count(const QJsonObject &row, qint64 tokens);

    QMap<QString, QMap<QString, Model>> m_apis;
    qint64 m_total = 0;
    qint64 m_failed = 0;
    qint64 m_tokens = 0;
    QMap<QString, qint64> m_requestsByDay;
    QMap<QString, qint64> m_requestsByHour;
    QMap<QString, qint64> m_tokensByDay;
    QMap<QString, qint64> m_tokensByHour;
};

qsizetype Rows::Model::add(const QJsonArray &details)
{
    const qsizetype before = rows.size();
    for (const QJsonValue value : details) {
        const QByteArray print = fingerprint(value.toObject());
        if (seen.contains(print))
            continue;
        seen.insert(print);
        rows.append(value);
    }
    return rows.size() - before;
}

int Rows::add(const QJsonObject &usage, int &known)
{
    int added = 0;
    const QJsonObject apis = usage.value(u"apis"_s).toObject();
    for (auto api = apis.begin(); api != apis.end(); ++api) {
        const QJsonObject models = api.value()[u"models"_s].toObject();
        for (auto model = models.begin(); model != models.end(); ++model) {
            const QJsonArray details = model.value()[u"details"_s].toArray();
            const qsizetype fresh = m_apis[api.key()][model.key()].add(details);
            added += static_cast<int>(fresh);
            known += static_cast<int>(details.size() - fresh);
        }
    }
    return added;
}

void Rows::count(const QJsonObject &row, qint64 tokens)
{
    ++m_total;
    m_failed += row.value(u"failed"_s).toBool() ? 1 : 0;
    m_tokens = proxy::boundedSum(m_tokens, tokens);
    // The backend writes its local time, "2026-03-09T14:05:06…": day and hour stand in the text.
    const QString stamp = row.value(u"timestamp"_s).toString();
    ++m_requestsByDay[stamp.left(10)];
    ++m_requestsByHour[stamp.mid(11, 2)];
    for (qint64 *sum : {&m_tokensByDay[stamp.left(10)], &m_tokensByHour[stamp.mid(11, 2)]})
        *sum = proxy::boundedSum(*sum, tokens);
}

QJsonObject toJson(const QMap<QString, qint64> &counts)
{
    QJsonObject object;
    for (auto it = counts.begin(); it != counts.end(); ++it)
        object.insert(it.key(), it.value());
    return object;
}

QJsonObject Rows::usage()
{
    QJsonObject apis;
    for (auto api = m_apis.begin(); api != m_apis.end(); ++api) {
        QJsonObject models;
        qint64 apiRequests = 0;
        qint64 apiTokens = 0;
        for (auto model = api->begin(); model != api->end(); ++model) {
            qint64 modelTokens = 0;
            for (const QJsonValue row : std::as_const(model->rows)) {
                const qint64 tokens = proxy::countOf(row[u"tokens"_s][u"total_tokens"_s]);
                modelTokens = proxy::boundedSum(modelTokens, tokens);
                count(row.toObject(), tokens);
            }
            models.insert(model.key(), QJsonObject {{u"details"_s, model->rows},
                                                    {u"total_requests"_s, model->rows.size()},
                                                    {u"total_tokens"_s, modelTokens}});
            apiRequests += model->rows.size();
            apiTokens = proxy::boundedSum(apiTokens, modelTokens);
        }
        apis.insert(api.key(), QJsonObject {{u"models"_s, models},
                                            {u"total_requests"_s, apiRequests},
                                            {u"total_tokens"_s, apiTokens}});
    }
    return {{u"apis"_s, apis},
            {u"total_requests"_s, m_total},
            {u"success_count"_s, m_total - m_failed},
            {u"failure_count"_s, m_failed},
            {u"total_tokens"_s, m_tokens},
            {u"requests_by_day"_s, toJson(m_requestsByDay)},
            {u"requests_by_hour"_s, toJson(m_requestsByHour)},
            {u"tokens_by_day"_s, toJson(m_tokensByDay)},
            {u"tokens_by_hour"_s, toJson(m_tokensByHour)}};
}

} // namespace

Outcome<UsageMerge> mergeUsage(const QByteArray &earlier, const QByteArray &fresh)
{
    const auto before = usageOf(earlier, u"the local file"_s);
    if (!before)
        return tl::unexpected(before.error());
    const auto exported = usageOf(fresh, u"the backend's export"_s);
    if (!exported)
        return tl::unexpected(exported.error());
    Rows rows;
    UsageMerge merge;
    int repeated = 0;
    static_cast<void>(rows.add(*before, repeated));
    merge.added = rows.add(*exported, merge.known);
    merge.document = {{u"version"_s, 1}, {u"usage"_s, rows.usage()}};
    return merge;
}

} // namespace app::backend
