// SPDX-License-Identifier: LicenseRef-Private
// Logins by browser, and calls made through the backend.
#include "tests/standins/gojson.h"
#include "tests/standins/management.h"

#include <QJsonDocument>

#include <algorithm>

namespace standins {

namespace {

ManagementReply loginError(int status, const QString &text)
{
    return {status, goJson({{QStringLiteral("error"), text},
                            {QStringLiteral("status"), QStringLiteral("error")}})};
}

bool offersLogin(const ManagementCall &call, const QByteArray &provider)
{
    const QByteArrayList always {"anthropic", "codex", "antigravity", "kimi"};
    if (always.contains(provider))
        return true;
    if (provider == "gemini-cli")
        return !call.state.isV7();
    return call.state.isReference() && (provider == "qwen" || provider == "iflow");
}

ManagementReply startLogin(ManagementCall &call)
{
    ManagementState &management = call.state.management;
    const QByteArray state =
        "st-" + QByteArray::number(++management.loginCounter).rightJustified(4, '0');
    management.logins[state] = "wait";
    return {200, R"({"state":")" + state
                     + R"(","status":"ok","url":"https://login.example.test/authorize?state=)"
                     + state + "\"}"};
}

ManagementReply importCookie(ManagementCall &call)
{
    const QString cookie = call.object()[QLatin1String("cookie")].toString();
    if (!cookie.contains(QLatin1String("BXAuth")))
        return loginError(400, QStringLiteral("cookie is required"));
    return {200, R"({"email":"fake@example.test","expired":"","saved_path":)"
                 R"("/fake/auths/iflow-fake.json","status":"ok","type":"iflow"})"};
}

ManagementReply loginStatus(const ManagementCall &call)
{
    const QByteArray state = call.state.management.logins.value(call.value("state"), "ok");
    if (state == "error")
        return loginError(200, QStringLiteral("Authentication failed"));
    return {200, R"({"status":")" + state + "\"}"};
}

ManagementReply oauthCallback(ManagementCall &call)
{
    const QJsonObject body = call.object();
    if (body.isEmpty())
        return loginError(400, QStringLiteral("invalid body"));
    const QStringList known {
        QStringLiteral("anthropic"), QStringLiteral("claude"), QStringLiteral("codex"),
        QStringLiteral("openai"),    QStringLiteral("gemini"), QStringLiteral("google"),
        QStringLiteral("iflow"),     QStringLiteral("qwen"),   QStringLiteral("antigravity")};
    if (!known.contains(body[QLatin1String("provider")].toString()))
        return loginError(400, QStringLiteral("unsupported provider"));
    const QUrlQuery query(QUrl(body[QLatin1String("redirect_url")].toString()));
    const auto given = [&](const char *key) {
        const QString direct = body[QLatin1String(key)].toString();
        return direct.isEmpty() ? query.queryItemValue(QLatin1String(key)) : direct;
    };
    const QByteArray state = given("state").toUtf8();
    if (state.isEmpty())
        return loginError(400, QStringLiteral("state is required"));
    if (given("code").isEmpty() && given("error").isEmpty())
        return loginError(400, QStringLiteral("code or error is required"));
    const QByteArray status = call.state.management.logins.value(state);
    if (status.isEmpty())
        return loginError(404, QStringLiteral("unknown or expired state"));
    if (status != "wait")
        return loginError(409, QStringLiteral("oauth flow is not pending"));
    completeLogin(call.state.management, state);
    return managementOk();
}

ManagementReply apiCall(const ManagementCall &call)
{
    const QJsonObject body = call.object();
    if (!call.isJson())
        return managementError(400, "invalid body");
    if (body[QLatin1String("method")].toString().isEmpty())
        return managementError(400, "missing method");
    const QString url = body[QLatin1String("url")].toString();
    if (url.isEmpty())
        return managementError(400, "missing url");
    if (QUrl(url).host().isEmpty())
        return managementError(400, "invalid url");
    return {200, R"({"body":"{\"fake\":true}","header":{"Content-Type":["application/json"]},)"
                 R"("status_code":404})"};
}

} // namespace

void completeLogin(ManagementState &management, const QByteArray &loginState)
{
    if (management.logins.contains(loginState))
        management.logins[loginState] = management.loginOutcome;
}

std::optional<ManagementReply> answerLogins(ManagementCall &call)
{
    static const QByteArray kSuffix = "-auth-url";
    const QByteArray &method = call.request.method;
    if (call.route.endsWith(kSuffix)) {
        const QByteArray provider = call.route.chopped(kSuffix.size());
        if (!offersLogin(call, provider))
            return std::nullopt;
        if (method == "POST" && provider == "iflow")
            return importCookie(call);
        return method == "GET" ? std::make_optional(startLogin(call)) : std::nullopt;
    }
    const QByteArray key = method + ' ' + call.route;
    if (key == "GET get-auth-status")
        return loginStatus(call);
    if (key == "POST oauth-callback")
        return oauthCallback(call);
    if (key == "POST api-call")
        return apiCall(call);
    return std::nullopt;
}

} // namespace standins
