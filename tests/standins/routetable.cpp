// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/routetable.h"

#include <QHash>

namespace standins {

namespace {

QByteArray decodedPath(const RecordedRequest &request)
{
    return QByteArray::fromPercentEncoding(request.path());
}

/// Amp's aliases stand for the plain paths.
QByteArray withoutAlias(const QByteArray &path)
{
    if (!path.startsWith("/api/provider/"))
        return path;
    const qsizetype slash = path.indexOf('/', 14);
    if (slash < 0)
        return path;
    const QByteArray rest = path.mid(slash);
    return rest.startsWith("/v1") ? rest : "/v1" + rest;
}

const QHash<QByteArray, Target> &fixedRoutes()
{
    using D = AnswerDialect;
    static const QHash<QByteArray, Target> kRoutes {
        {"GET /", {Route::Root}},
        {"GET /v1/models", {Route::Models}},
        {"POST /v1/messages", {Route::Model, D::Claude}},
        {"POST /v1/messages/count_tokens", {Route::CountTokens, D::Claude}},
        {"POST /v1/chat/completions", {Route::Model, D::Chat}},
        {"POST /v1/completions", {Route::Model, D::Completions}},
        {"POST /v1/responses", {Route::Model, D::Responses}},
        {"POST /v1/responses/compact", {Route::Compact, D::Responses}},
        {"GET /v1/responses", {Route::ResponsesSocket, D::Responses}},
        {"GET /v1/ws", {Route::Relay}},
        {"GET /v1beta/models", {Route::GeminiModels, D::Gemini}},
        {"GET /anthropic/callback", {Route::Callback}},
        {"GET /codex/callback", {Route::Callback}},
        {"GET /google/callback", {Route::Callback}},
        {"GET /iflow/callback", {Route::Callback}},
        {"GET /antigravity/callback", {Route::Callback}},
    };
    return kRoutes;
}

bool isAmp(const QByteArray &path)
{
    for (const char *known :
         {"/api/user", "/auth", "/docs", "/settings", "/threads", "/api/internal", "/api/meta"}) {
        if (path == known || path.startsWith(QByteArray(known) + '/'))
            return true;
    }
    return false;
}

bool isServed(const BackendState &state, const QByteArray &key)
{
    switch (state.dialects) {
    case BackendDialects::All:
        return true;
    case BackendDialects::OpenAiOnly:
        return key == "POST /v1/chat/completions" || key == "GET /v1/models";
    case BackendDialects::AnthropicOnly:
        return key.startsWith("POST /v1/messages") || key == "GET /v1/models";
    }
    return true;
}

} // namespace

Target targetOf(const RecordedRequest &request, const BackendState &state)
{
    QByteArray path = decodedPath(request);
    if (!state.isV7())
        path = withoutAlias(path);
    const QByteArray key = request.method + ' ' + path;
    if (!isServed(state, key))
        return {};
    const auto fixed = fixedRoutes().constFind(key);
    if (fixed != fixedRoutes().constEnd())
        return *fixed;
    if (path.startsWith("/v0/management/"))
        return {Route::Management};
    if (path == "/healthz" && !state.isReference()
        && (request.method == "GET" || request.method == "HEAD"))
        return {Route::Health};
    if (path.startsWith("/v1beta/models/"))
        return {request.method == "GET" ? Route::GeminiModels : Route::GeminiAction,
                AnswerDialect::Gemini, path.mid(15)};
    if (!state.isV7() && isAmp(path))
        return {Route::Amp};
    if (!state.isV7() && path.startsWith("/v1internal:") && request.method == "POST")
        return {Route::Internal};
    return {};
}

bool needsKey(const Target &target, const BackendState &state)
{
    switch (target.route) {
    case Route::Models:
    case Route::Model:
    case Route::CountTokens:
    case Route::Compact:
    case Route::ResponsesSocket:
    case Route::GeminiModels:
    case Route::GeminiAction:
        return true;
    case Route::Relay:
        return state.wsAuth;
    default:
        return false;
    }
}

bool isModelRoute(const Target &target)
{
    return target.route == Route::Model || target.route == Route::CountTokens
           || target.route == Route::Compact || target.route == Route::GeminiAction
           || target.route == Route::ResponsesSocket || target.route == Route::Relay;
}

} // namespace standins
