// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/management.h"

#include "tests/standins/apikeys.h"
#include "tests/standins/backendreplies.h"
#include "tests/standins/gojson.h"

#include <QHostAddress>
#include <QJsonDocument>

#include <array>

namespace standins {

namespace {

constexpr int kFailuresBeforeBan = 5;
constexpr qint64 kBanMs = 30LL * 60 * 1000;

bool isLoopback(const QByteArray &address)
{
    return QHostAddress(QString::fromLatin1(address)).isLoopback();
}

/// Where the request comes from, as this version sees it.
QByteArray clientOf(const ManagementCall &call)
{
    const QByteArray forwarded = call.request.header("X-Forwarded-For");
    if (!call.state.isV7() && !forwarded.isEmpty())
        return forwarded.split(',').first().trimmed();
    return call.request.peer;
}

ManagementReply banned(qint64 leftMs)
{
    const qint64 seconds = qMax<qint64>(0, leftMs / 1000 - 1);
    return managementError(403, "IP banned due to too many failed attempts. Try again in "
                                    + QByteArray::number(seconds / 60) + "m"
                                    + QByteArray::number(seconds % 60) + "s");
}

ManagementReply keyFailure(ManagementCall &call, const QByteArray &client, const QByteArray &text)
{
    ManagementState &management = call.state.management;
    const bool exempt = call.state.isReference() && isLoopback(client);
    if (!exempt && ++management.failures[client] >= kFailuresBeforeBan) {
        management.failures.remove(client);
        management.bannedUntilMs[client] = call.state.clock.nowMs() + kBanMs;
    }
    return managementError(401, text);
}

std::optional<ManagementReply> refusal(ManagementCall &call)
{
    ManagementState &management = call.state.management;
    const QByteArray client = clientOf(call);
    const qint64 left = management.bannedUntilMs.value(client) - call.state.clock.nowMs();
    if (left > 0)
        return banned(left);
    if (!isLoopback(client) && !management.allowRemote)
        return managementError(403, "remote management disabled");
    QByteArray key = bearerOrBare(call.request.header("Authorization"));
    if (key.isEmpty())
        key = call.request.header("X-Management-Key");
    if (key.isEmpty())
        return keyFailure(call, client, "missing management key");
    if (key != management.password)
        return keyFailure(call, client, "invalid management key");
    management.failures.remove(client);
    return std::nullopt;
}

/// The mgmt-… entries of the catalogue.
std::optional<ManagementReply> scenarioReply(ManagementCall &call)
{
    QByteArray name = call.request.header("X-Fake-Scenario");
    QByteArray &lasting = call.state.management.scenario;
    if (!name.startsWith("mgmt-"))
        name = lasting;
    if (name == "mgmt-401-once") {
        if (lasting == name)
            lasting.clear();
        return managementError(401, "invalid management key");
    }
    if (name == "mgmt-ban")
        return banned(kBanMs);
    if (name == "mgmt-403-remote")
        return managementError(403, "remote management disabled");
    if (name == "mgmt-500")
        return managementError(500, "failed to save config: open config.yaml: permission denied");
    if (name == "mgmt-html")
        return ManagementReply {200, "<html><body>Not a management API</body></html>", "text/html"};
    return std::nullopt;
}

std::optional<ManagementReply> dispatch(ManagementCall &call)
{
    static const std::array<ManagementHandler, 7> kHandlers {
        answerKeys,  answerLists, answerSettings, answerAuthFiles,
        answerUsage, answerLogs,  answerLogins};
    for (const ManagementHandler &handler : kHandlers) {
        if (std::optional<ManagementReply> reply = handler(call))
            return reply;
    }
    return std::nullopt;
}

Script delayed(std::chrono::milliseconds delay, const Script &reply)
{
    Script script {step::Wait {delay}};
    script.insert(script.end(), reply.begin(), reply.end());
    return script;
}

} // namespace

void ManagementState::apply(const QJsonObject &part)
{
    const auto flag = [&](const char *key, bool &target) {
        target = part[QLatin1String(key)].toBool(target);
    };
    const auto text = [&](const char *key, QByteArray &target) {
        const QJsonValue value = part[QLatin1String(key)];
        target = value.isString() ? value.toString().toUtf8() : target;
    };
    flag("enabled", enabled);
    flag("allow_remote", allowRemote);
    flag("logging_to_file", loggingToFile);
    flag("request_log", requestLog);
    flag("offline", offline);
    text("password", password);
    text("login", loginOutcome);
    text("scenario", scenario);
    if (part.contains(QLatin1String("log_lines"))) {
        logLines.clear();
        const QJsonArray lines = part[QLatin1String("log_lines")].toArray();
        for (const QJsonValue line : lines)
            logLines.append(line.toString().toUtf8());
    }
    if (part.contains(QLatin1String("auth_files"))) {
        authFiles.clear();
        const QJsonObject files = part[QLatin1String("auth_files")].toObject();
        for (auto it = files.begin(); it != files.end(); ++it)
            authFiles[it.key().toUtf8()] = {it.value().toString().toUtf8()};
    }
}

bool ManagementCall::has(const char *key) const
{
    return query.hasQueryItem(QLatin1String(key));
}

QByteArray ManagementCall::value(const char *key) const
{
    QString text = query.queryItemValue(QLatin1String(key), QUrl::PrettyDecoded);
    text.replace(QLatin1Char('+'), QLatin1Char(' '));
    return QUrl::fromPercentEncoding(text.toUtf8()).toUtf8();
}

QJsonObject ManagementCall::object() const
{
    return QJsonDocument::fromJson(request.body).object();
}

bool ManagementCall::isJson() const
{
    return !QJsonDocument::fromJson(request.body).isNull();
}

ManagementReply managementOk()
{
    return {200, R"({"status":"ok"})"};
}

ManagementReply managementError(int status, const QByteArray &text)
{
    return {status, goError(text)};
}

ManagementReply attachment(const QByteArray &name, const QByteArray &body)
{
    return {200,
            body,
            "application/octet-stream",
            {{"Content-Disposition", "attachment; filename=\"" + name + "\""}}};
}

Script managementAnswer(const RecordedRequest &request, BackendState &state)
{
    const QByteArray path = request.path();
    ManagementCall call {request, state, QByteArray::fromPercentEncoding(path.mid(15)),
                         QUrlQuery(QString::fromLatin1(request.target.mid(path.size() + 1)))};
    const QByteArray scenario = request.header("X-Fake-Scenario");
    if (!state.management.enabled || scenario == "mgmt-404"
        || state.management.scenario == "mgmt-404")
        return notFound(state);

    std::optional<ManagementReply> reply = scenarioReply(call);
    if (!reply)
        reply = refusal(call);
    if (!reply)
        reply = dispatch(call);
    if (!reply)
        return notFound(state);

    WireHeaders headers {{"X-CPA-BUILD-DATE", "2026-03-09T00:00:00Z"},
                         {"X-CPA-COMMIT", "fake0000"},
                         {"X-CPA-VERSION", state.isReference() ? "6.8.51-fake"
                                           : state.isV7()      ? "7.2.140-fake"
                                                               : "6.10.8-fake"}};
    headers.insert(headers.end(), reply->further.begin(), reply->further.end());
    const bool slow = scenario == "mgmt-slow" || state.management.scenario == "mgmt-slow";
    return delayed(slow ? std::chrono::seconds(20) : state.management.delay,
                   wholeReply(state, reply->status, reply->contentType, reply->body, headers));
}

} // namespace standins
