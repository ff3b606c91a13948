// SPDX-License-Identifier: LicenseRef-Private
// Usage, logs, the version question.
#include "tests/standins/gojson.h"
#include "tests/standins/management.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QTimeZone>

#include <algorithm>

namespace standins {

namespace {

constexpr const char *kErrorLog = "error-v1-messages-2026-03-09T140506-1a2b3c4d.log";
constexpr const char *kErrorLogText =
    "=== REQUEST INFO ===\nVersion: 6.8.51-fake\nURL: /v1/messages\nMethod: POST\n"
    "Timestamp: 2026-03-09T14:05:06Z\n\n=== HEADERS ===\n\n=== REQUEST BODY ===\n{}\n\n"
    "=== RESPONSE ===\nStatus: 502\n";

/// Unix time of "[2026-03-09 14:00:06] …"; 0: the line continues the one before.
qint64 stampOf(const QByteArray &line)
{
    if (!line.startsWith('['))
        return 0;
    QDateTime time = QDateTime::fromString(QString::fromUtf8(line.mid(1, 19)),
                                           QStringLiteral("yyyy-MM-dd HH:mm:ss"));
    time.setTimeZone(QTimeZone::utc());
    return time.isValid() ? time.toSecsSinceEpoch() : 0;
}

std::optional<ManagementReply> badLimit(ManagementCall &call)
{
    if (!call.has("limit"))
        return std::nullopt;
    bool good = false;
    const int limit = call.value("limit").toInt(&good);
    if (!good)
        return managementError(400, "invalid limit: must be a positive integer");
    if (limit <= 0)
        return managementError(400, "invalid limit: must be greater than zero");
    return std::nullopt;
}

ManagementReply readLogs(ManagementCall &call)
{
    const ManagementState &management = call.state.management;
    if (!management.loggingToFile)
        return managementError(400, "logging to file disabled");
    if (std::optional<ManagementReply> bad = badLimit(call))
        return *bad;
    const qint64 after = call.value("after").toLongLong();
    qint64 latest = after;
    qint64 stamp = 0;
    QStringList lines;
    for (const QByteArray &line : management.logLines) {
        const qint64 own = stampOf(line);
        stamp = own > 0 ? own : stamp;
        latest = qMax(latest, stamp);
        if (stamp > after)
            lines.append(QString::fromUtf8(line));
    }
    if (call.has("limit"))
        lines = lines.mid(qMax<qsizetype>(0, lines.size() - call.value("limit").toInt()));
    return {200, goJson({{QStringLiteral("latest-timestamp"), latest},
                         {QStringLiteral("line-count"), management.logLines.size()},
                         {QStringLiteral("lines"), QJsonArray::fromStringList(lines)}})};
}

ManagementReply clearLogs(ManagementCall &call)
{
    call.state.management.logLines.clear();
    return {200, R"({"message":"Logs cleared successfully","removed":1,"success":true})"};
}

ManagementReply errorLogs(const ManagementState &management)
{
    QJsonArray files;
    if (!management.requestLog)
        files.append(QJsonObject {{QStringLiteral("name"), QString::fromLatin1(kErrorLog)},
                                  {QStringLiteral("size"), qsizetype(qstrlen(kErrorLogText))},
                                  {QStringLiteral("modified"), 1773064806}});
    return {200, goJson({{QStringLiteral("files"), files}})};
}

ManagementReply errorLog(const QByteArray &name)
{
    if (name.contains('/') || name.contains('\\') || !name.startsWith("error-")
        || !name.endsWith(".log"))
        return managementError(400, "invalid log file name");
    return name == kErrorLog ? attachment(name, kErrorLogText)
                             : managementError(404, "log file not found");
}

ManagementReply logById(const QByteArray &id)
{
    if (id.contains('/') || id.contains('\\'))
        return managementError(400, "invalid request ID");
    if (id.isEmpty())
        return managementError(400, "missing request ID");
    return id == "1a2b3c4d" ? attachment(kErrorLog, kErrorLogText)
                            : managementError(404, "log file not found for the given request ID");
}

ManagementReply importUsage(ManagementCall &call)
{
    if (!call.isJson())
        return managementError(400, "invalid json");
    const QJsonObject body = call.object();
    if (body.contains(QLatin1String("version")) && body[QLatin1String("version")].toInt() != 1)
        return managementError(400, "unsupported version");
    return {200, call.state.usage.import(body[QLatin1String("usage")].toObject())};
}

std::optional<ManagementReply> usageOfReference(ManagementCall &call, const QByteArray &key)
{
    if (key == "GET usage")
        return ManagementReply {200, call.state.usage.usageReply()};
    if (key == "GET usage/export")
        return ManagementReply {
            200, call.state.usage.exportReply(goTimestamp(call.state.clock.nowMs()))};
    if (key == "POST usage/import")
        return importUsage(call);
    return std::nullopt;
}

ManagementReply latestVersion(const ManagementState &management)
{
    if (!management.offline)
        return {200, R"({"latest-version":"v6.8.52"})"};
    return {502, R"({"error":"request_failed","message":"dial tcp: lookup api.github.com: )"
                 R"(no such host"})"};
}

} // namespace

std::optional<ManagementReply> answerUsage(ManagementCall &call)
{
    const QByteArray key = call.request.method + ' ' + call.route;
    if (call.state.isReference())
        return usageOfReference(call, key);
    if (key == "GET usage-queue")
        return ManagementReply {
            200, call.state.usage.takeQueue(call.has("count") ? call.value("count").toInt() : 1)};
    return std::nullopt;
}

std::optional<ManagementReply> answerLogs(ManagementCall &call)
{
    const QByteArray key = call.request.method + ' ' + call.route;
    if (key == "GET logs")
        return readLogs(call);
    if (key == "DELETE logs")
        return clearLogs(call);
    if (key == "GET request-error-logs")
        return errorLogs(call.state.management);
    if (key.startsWith("GET request-error-logs/"))
        return errorLog(call.route.mid(19));
    if (key.startsWith("GET request-log-by-id/"))
        return logById(call.route.mid(18));
    if (key == "GET latest-version")
        return latestVersion(call.state.management);
    return std::nullopt;
}

} // namespace standins
