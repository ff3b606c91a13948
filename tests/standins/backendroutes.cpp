// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/backendroutes.h"

#include "app/demo/refusals.h"
#include "tests/standins/apikeys.h"
#include "tests/standins/errorcatalogue.h"
#include "tests/standins/gojson.h"
#include "tests/standins/management.h"
#include "tests/standins/routetable.h"
#include "tests/standins/websocketpeer.h"

#include <QUrlQuery>

namespace standins {

namespace {

constexpr qint64 kReadBeforeKey = 1024 * 1024; // larger uploads are refused before they are read

/// gin sends a path with a slash too many to the one without.
std::optional<Script> redirected(const RecordedRequest &request, const BackendState &state)
{
    const QByteArray path = request.path();
    if (path.size() < 2 || !path.endsWith('/'))
        return std::nullopt;
    RecordedRequest shorter = request;
    shorter.target = path.chopped(1);
    const Route route = targetOf(shorter, state).route;
    if (route == Route::Unknown || route == Route::Management)
        return std::nullopt;
    const QByteArray query = request.target.mid(path.size());
    const WireHeaders location {{"Location", path.chopped(1) + query}};
    if (request.method != "GET")
        return wholeReply(state, 307, {}, {}, location);
    return wholeReply(state, 301, "text/html; charset=utf-8",
                      "<a href=\"" + path.chopped(1) + query + "\">Moved Permanently</a>.\n\n",
                      location);
}

Script unknownRoute(const RecordedRequest &request, const BackendState &state)
{
    if (std::optional<Script> redirect = redirected(request, state))
        return *redirect;
    if (state.dialects == BackendDialects::OpenAiOnly)
        return errorReply(state, AnswerDialect::Chat,
                          {404, "Invalid URL (" + request.method + ' ' + request.path() + ")",
                           "invalid_request_error", R"(,"param":null,"code":null)"});
    if (state.dialects == BackendDialects::AnthropicOnly)
        return errorReply(state, AnswerDialect::Claude, {404, "Not Found", "not_found_error"});
    return notFound(state);
}

Script refusalScript(const ModelCall &call, const app::Refusal &refusal)
{
    const QByteArray message = quoted(refusal.message.toUtf8());
    if (call.agent.dialect == AnswerDialect::Claude)
        return wholeReply(call.state, refusal.status, kModelJson,
                          R"({"type":"error","error":{"type":")" + refusal.type + R"(","message":)"
                              + message + R"(},"request_id":"req_fake_9"})");
    return wholeReply(call.state, refusal.status, kModelJson,
                      R"({"error":{"message":)" + message + R"(,"type":")" + refusal.type + '"'
                          + refusal.further + "}}");
}

/// What the provider refuses, the backend passes on.
Script answerOf(ModelCall &call)
{
    if (!call.state.knowsModel(call.agent.model))
        return unknownModel(call);
    const std::optional<app::Refusal> refusal =
        app::refusalOf({.isAnthropic = call.agent.dialect == AnswerDialect::Claude,
                        .asked = call.agent.model,
                        .model = call.model(),
                        .body = call.request.body,
                        .betas = call.request.header("Anthropic-Beta"),
                        .isDirect = call.state.dialects == BackendDialects::OpenAiOnly});
    return refusal ? refusalScript(call, *refusal) : modelAnswer(call);
}

/// "gemini-2.5-flash:streamGenerateContent"
Script geminiAction(ModelCall &call, const QByteArray &rest, const QByteArray &scenario)
{
    const QList<QByteArray> parts = rest.split(':');
    if (parts.size() != 2)
        return wholeReply(call.state, 404, kGinJson,
                          R"({"error":{"message":"Not Found","type":"not_found"}})");
    call.agent.model = parts[0];
    const QByteArray &method = parts[1];
    if (method == "countTokens")
        return wholeReply(call.state, 200, kModelJson, "{\"totalTokens\":21}");
    if (method != "generateContent" && method != "streamGenerateContent")
        return wholeReply(call.state, 200, {}, {});
    const QUrlQuery query(
        QString::fromLatin1(call.request.target.mid(call.request.path().size() + 1)));
    const QString alt = query.queryItemValue(QStringLiteral("alt"));
    call.agent.streaming = method == "streamGenerateContent";
    call.geminiRaw = !alt.isEmpty() && alt != QLatin1String("sse");
    if (std::optional<Script> script = scenarioScript(scenario, call))
        return *script;
    return answerOf(call);
}

Script compact(ModelCall &call)
{
    if (call.agent.streaming)
        return wholeReply(call.state, 400, kModelJson,
                          "{\"error\":{\"message\":\"Streaming not supported for compact "
                          "responses\",\"type\":\"invalid_request_error\"}}");
    return answerOf(call);
}

Script modelRoute(const Target &target, ModelCall &call, const QByteArray &scenario)
{
    if (target.route == Route::GeminiAction)
        return geminiAction(call, target.rest, scenario);
    if (target.route == Route::ResponsesSocket)
        return responsesSocket(call, scenario);
    if (target.route == Route::Relay)
        return relaySocket(call);
    if (std::optional<Script> script = scenarioScript(scenario, call))
        return *script;
    if (target.route == Route::CountTokens)
        return wholeReply(call.state, 200, kModelJson,
                          "{\"input_tokens\":" + QByteArray::number(call.request.body.size() / 4)
                              + "}");
    if (target.route == Route::Compact)
        return compact(call);
    return answerOf(call);
}

Script localRoute(const Target &target, const RecordedRequest &request, BackendState &state)
{
    switch (target.route) {
    case Route::Root:
        return wholeReply(state, 200, kGinJson,
                          "{\"endpoints\":[\"POST /v1/chat/completions\",\"POST /v1/completions\","
                          "\"GET /v1/models\"],\"message\":\"CLI Proxy API Server\"}");
    case Route::Health:
        return wholeReply(state, 200, kGinJson, R"({"status":"ok"})");
    case Route::Models:
        return modelList(state, request);
    case Route::GeminiModels:
        return geminiModelList(state, target.rest);
    case Route::Amp:
        return wholeReply(state, 503, kGinJson, goError("amp upstream proxy not available"));
    case Route::Callback: {
        const QUrlQuery query(QString::fromLatin1(request.target.mid(request.path().size() + 1)));
        completeLogin(state.management, query.queryItemValue(QStringLiteral("state")).toUtf8());
        return wholeReply(state, 200, "text/html; charset=utf-8",
                          "<html><body>Authentication successful</body></html>");
    }
    case Route::Internal:
        if (request.peer == "127.0.0.1")
            return wholeReply(state, 200, kModelJson, "{\"response\":{}}");
        return wholeReply(state, 403, kGinJson,
                          "{\"error\":{\"message\":\"CLI reply only allow local access\","
                          "\"type\":\"forbidden\"}}");
    default:
        return unknownRoute(request, state);
    }
}

void addTraceId(Script &script, BackendState &state)
{
    for (Step &step : script) {
        auto *head = std::get_if<step::Head>(&step);
        if (head != nullptr && head->status >= 200)
            head->headers.push_back(
                {"X-CPA-TRACE-ID", "trace-" + QByteArray::number(state.counter)});
    }
}

} // namespace

std::optional<Script> answerAtHead(const RecordedRequest &request, qint64 length,
                                   const QByteArray &scenario, BackendState &state)
{
    if (request.method == "OPTIONS")
        return wholeReply(state, 204, {}, {});
    const Target target = targetOf(request, state);
    ModelCall call {request, state, {.dialect = target.dialect}};
    if (scenario == "early-401-big" || scenario == "rst-on-reuse") {
        std::optional<Script> script = scenarioScript(scenario, call);
        if (script)
            return script;
    }
    const bool large = length > kReadBeforeKey || request.framing == WireFraming::Chunked;
    if (large && needsKey(target, state))
        return refusalOfKey(request, state);
    return std::nullopt;
}

Script answerRequest(const RecordedRequest &request, const QByteArray &scenario,
                     BackendState &state)
{
    const Target target = targetOf(request, state);
    if (target.route == Route::Management)
        return managementAnswer(request, state);
    if (needsKey(target, state)) {
        if (std::optional<Script> refusal = refusalOfKey(request, state))
            return *refusal;
    }
    if (!isModelRoute(target)) {
        ModelCall call {request, state, {.dialect = target.dialect, .text = "Fake answer"}};
        if (std::optional<Script> script = scenarioScript(scenario, call))
            return *script;
        return localRoute(target, request, state);
    }
    ModelCall call {request, state, readAgentRequest(target.dialect, request.body)};
    Script script = modelRoute(target, call, scenario);
    if (state.isV7())
        addTraceId(script, state);
    return script;
}

void accountFor(const RecordedRequest &request, BackendState &state)
{
    const Target target = targetOf(request, state);
    const bool counted = target.route == Route::Model || target.route == Route::GeminiAction;
    if (!counted || request.status == 0 || request.status == 401)
        return;
    const QByteArray key = matchedKey(request, state);
    const QByteArray model =
        target.route == Route::GeminiAction ? target.rest.split(':').first() : request.model;
    state.usage.add({.api = key.isEmpty() ? request.method + ' ' + request.path() : key,
                     .model = state.baseModel(model),
                     .timestamp = goTimestamp(state.clock.nowMs()),
                     .failed = request.status >= 400});
}

} // namespace standins
