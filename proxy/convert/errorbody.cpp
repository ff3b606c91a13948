// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/errorbody.h"

#include "proxy/json/jsonwriter.h"

#include <array>
#include <utility>

namespace proxy {

namespace {

constexpr qsizetype kMaxText = 2000;
constexpr QByteArrayView kTooLong = "prompt is too long";
constexpr QByteArrayView kTooLongCode = "context_length_exceeded";

struct ErrorKind
{
    int status;
    QByteArrayView anthropic;
    QByteArrayView openAi;
};

constexpr std::array kKinds {
    ErrorKind {400, "invalid_request_error", "invalid_request_error"},
    ErrorKind {401, "authentication_error", "authentication_error"},
    ErrorKind {402, "billing_error", "insufficient_quota"},
    ErrorKind {403, "permission_error", "permission_error"},
    ErrorKind {404, "not_found_error", "not_found_error"},
    ErrorKind {413, "request_too_large", "invalid_request_error"},
    ErrorKind {429, "rate_limit_error", "rate_limit_error"},
    ErrorKind {500, "api_error", "server_error"},
    ErrorKind {503, "overloaded_error", "server_error"},
    ErrorKind {504, "timeout_error", "timeout_error"},
    ErrorKind {529, "overloaded_error", "server_error"},
};

QByteArray anthropicType(const ErrorBody &error)
{
    for (const ErrorKind &kind : kKinds) {
        if (kind.status == error.status)
            return kind.anthropic.toByteArray();
    }
    if (error.status >= 400)
        return error.status < 500 ? "invalid_request_error" : "api_error";
    for (const ErrorKind &kind : kKinds) {
        if (error.type == kind.openAi)
            return kind.anthropic.toByteArray();
    }
    return "api_error";
}

QByteArray openAiType(const ErrorBody &error)
{
    for (const ErrorKind &kind : kKinds) {
        if (error.status >= 400 ? kind.status == error.status : error.type == kind.anthropic)
            return kind.openAi.toByteArray();
    }
    return error.status >= 400 && error.status < 500 ? "invalid_request_error" : "server_error";
}

JsonValue messageOf(JsonValue root)
{
    const JsonValue error = root["error"];
    for (const JsonValue &value : {error["message"], error, root["message"], root["detail"]}) {
        if (value.isString())
            return value;
    }
    return {};
}

} // namespace

ErrorBody readErrorBody(int status, JsonValue root, QByteArrayView text)
{
    ErrorBody body;
    body.status = status;
    const JsonValue error = root["error"];
    body.type = error["type"].text();
    body.code = error["code"].text();
    if (const JsonValue message = messageOf(root))
        body.message = message.quoted().toByteArray();
    else
        appendJsonEscaped(body.message, text.first(qMin(text.size(), kMaxText)).trimmed());
    if (body.message.isEmpty())
        body.message = "the upstream gave no reason";
    return body;
}

QByteArray anthropicErrorBody(const ErrorBody &error)
{
    QByteArray out;
    JsonWriter json(out);
    json.beginObject().field("type", "error").key("error").beginObject();
    json.field("type", anthropicType(error)).key("message");
    if (error.code == kTooLongCode && !error.message.contains(kTooLong))
        json.quoted(kTooLong.toByteArray() + ": " + error.message);
    else
        json.quoted(error.message);
    json.endObject().endObject();
    return out;
}

QByteArray openAiErrorBody(const ErrorBody &error)
{
    QByteArray out;
    JsonWriter json(out);
    json.beginObject().key("error").beginObject();
    json.key("message").quoted(error.message).field("type", openAiType(error));
    json.key("param").null().key("code");
    if (error.message.contains(kTooLong))
        json.string(kTooLongCode);
    else if (!error.type.isEmpty())
        json.string(error.type);
    else
        json.null();
    json.endObject().endObject();
    return out;
}

int openAiStatus(int anthropicStatus)
{
    return anthropicStatus == 529 ? 503 : anthropicStatus;
}

} // namespace proxy
