// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/faultscripts.h"
#include "tests/standins/gojson.h"

#include <QJsonDocument>

namespace standins {

namespace {

using Maybe = std::optional<Script>;

Script provider(ModelCall &call, int status, const QByteArray &body,
                const WireHeaders &further = {})
{
    return wholeReply(call.state, status, kModelJson, body, further);
}

WireHeaders retryAfter(const ModelCall &call, const QByteArray &seconds)
{
    return call.state.isV7() ? WireHeaders {{"Retry-After", seconds}} : WireHeaders {};
}

Maybe cooldown(ModelCall &call)
{
    const QByteArray model = call.model().isEmpty() ? "claude-opus-4-6" : call.model();
    return provider(call, 429,
                    R"({"error":{"code":"model_cooldown","message":"All credentials for )"
                    "model "
                        + model + R"( are cooling down via provider claude","model":")" + model
                        + "\",\"provider\":\"claude\",\"reset_seconds\":42,"
                          "\"reset_time\":\"42s\"}}",
                    retryAfter(call, "42"));
}

Maybe noAuth(ModelCall &call)
{
    const bool reference = call.state.isReference();
    QByteArray message = "auth_unavailable: no auth available";
    if (!reference)
        message += " (providers=claude, model=" + call.model() + ")";
    return errorReply(
        call.state, call.agent.dialect,
        {reference ? 500 : 503, message, "server_error", R"(,"code":"internal_server_error")"});
}

QByteArray anthropicError(const QByteArray &type, const QByteArray &message)
{
    return R"({"type":"error","error":{"type":")" + type + R"(","message":")" + message
           + R"("},"request_id":"req_fake_9"})";
}

Maybe anthropic429(ModelCall &call)
{
    return provider(
        call, 429,
        anthropicError("rate_limit_error", "This request would exceed your account's rate limit."),
        retryAfter(call, "60"));
}

Maybe anthropic529(ModelCall &call)
{
    return provider(call, 529, anthropicError("overloaded_error", "Overloaded"));
}

Maybe anthropic400(ModelCall &call)
{
    return provider(call, 400,
                    anthropicError("invalid_request_error",
                                   "prompt is too long: 214000 tokens > 200000 maximum"));
}

/// Only a small model that is asked for adaptive thinking without a suffix refuses.
Maybe anthropicAdaptive(ModelCall &call)
{
    const QJsonObject body = QJsonDocument::fromJson(call.request.body).object();
    const bool adaptive = body[QLatin1String("thinking")][QLatin1String("type")].toString()
                          == QLatin1String("adaptive");
    if (!call.agent.model.contains("haiku-4-5") || call.agent.model.endsWith(')') || !adaptive)
        return std::nullopt;
    return provider(call, 400,
                    anthropicError("invalid_request_error",
                                   "adaptive thinking is not supported on this model"));
}

Maybe openAi429(ModelCall &call)
{
    return provider(call, 429,
                    "{\"error\":{\"message\":\"Rate limit reached\",\"type\":\"tokens\","
                    "\"param\":null,\"code\":\"rate_limit_exceeded\"}}",
                    retryAfter(call, "1"));
}

Maybe badGatewayHtml(ModelCall &)
{
    return replyScript(502, "text/html",
                       "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
                       "<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n",
                       {{"Server", "nginx/1.22.1"}});
}

Maybe thinkingLevel(ModelCall &call)
{
    return errorReply(call.state, call.agent.dialect,
                      {400, "level \"max\" not supported, valid levels: low, medium, high",
                       "invalid_request_error"});
}

Maybe late200(ModelCall &call)
{
    return Script {step::Head {200, standardHeaders(call.state, kModelJson)}, step::Send {"\n"},
                   step::Send {"\n"},
                   step::Send {"{\"error\":{\"message\":\"fake upstream broke\",\"type\":"
                               "\"server_error\",\"code\":\"internal_server_error\"}}"},
                   step::End {}};
}

template <int Status> Maybe plainStatus(ModelCall &call)
{
    const bool empty = Status == 204 || Status == 304;
    return wholeReply(call.state, Status, empty ? "" : "text/plain",
                      empty ? QByteArray() : "status " + QByteArray::number(Status));
}

Maybe serverError(ModelCall &call)
{
    return errorReply(
        call.state, call.agent.dialect,
        {500, "fake upstream broke", "server_error", R"(,"code":"internal_server_error")"});
}

} // namespace

const ScenarioTable &replyScenarios()
{
    static const ScenarioTable kTable {
        {"unknown-model", [](ModelCall &call) -> Maybe { return unknownModel(call); }},
        {"cooldown", cooldown},
        {"no-auth", noAuth},
        {"anthropic-429", anthropic429},
        {"anthropic-529", anthropic529},
        {"anthropic-400", anthropic400},
        {"anthropic-400-adaptive", anthropicAdaptive},
        {"openai-429", openAi429},
        {"bad-gateway-html", badGatewayHtml},
        {"thinking-level", thinkingLevel},
        {"late-200", late200},
        {"server-error", serverError},
        {"status-odd", plainStatus<418>},
        {"status-418", plainStatus<418>},
        {"status-299", plainStatus<299>},
        {"status-599", plainStatus<599>},
        {"status-204", plainStatus<204>},
        {"status-304", plainStatus<304>},
    };
    return kTable;
}

} // namespace standins
