// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/errorbody.h"

#include "proxy/json/jsonstring.h"
#include "proxy/json/jsonwriter.h"
#include "proxy/message/reportederror.h"

#include <algorithm>
#include <array>
#include <span>
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

// What servers write, in lower case. OpenAI, vLLM, OpenRouter, Mistral, Groq: "maximum context
// length"; llama.cpp: "exceeds the available context size"; LM Studio: "greater than the context
// length"; Anthropic: "exceed context limit"; Gemini: "exceeds the maximum number of tokens";
// xAI: "maximum prompt length"; Bedrock: "input is too long"; older LM Studio: "context the
// overflows"; SGLang: "longer than the model's context length", "maximum allowed token size".
constexpr std::array<QByteArrayView, 18> kTooLongWords {
    "prompt is too long",
    "maximum context length",
    "available context size",
    "greater than the context length",
    "exceed context limit",
    "exceeds the context",
    "exceed the context",
    "exceeds the maximum number of tokens",
    "maximum prompt length",
    "input is too long",
    "context window",
    "context length exceeded",
    "exceeds context",
    "reduce the length of the messages",
    "context the overflows",
    "loaded with context length of only",
    "longer than the model's context length",
    "exceeds maximum allowed token size",
};
constexpr std::array<QByteArrayView, 3> kTooLongNames {
    "context_length_exceeded", "exceed_context_size_error", "model_context_window_exceeded"};
constexpr std::array<QByteArrayView, 5> kMissingNames {"model_not_found", "model_not_available",
                                                       "deployment_not_found", "not_found_error",
                                                       "notfounderror"};
constexpr std::array<QByteArrayView, 6> kOverloadNames {
    "overloaded_error",        "overloaded",           "engine_overloaded",
    "engine_overloaded_error", "server_is_overloaded", "service_unavailable_error"};
constexpr std::array<QByteArrayView, 4> kRateNames {
    "rate_limit_error", "rate_limit_exceeded", "rate_limit_reached_error", "too_many_requests"};

bool isOneOf(std::span<const QByteArrayView> names, const QByteArray &name)
{
    return std::find(names.begin(), names.end(), QByteArrayView(name.toLower())) != names.end();
}

bool holdsOneOf(std::span<const QByteArrayView> words, const QByteArray &text)
{
    const QByteArray lower = unescaped(text).toLower();
    return std::any_of(words.begin(), words.end(),
                       [&lower](QByteArrayView word) { return lower.contains(word); });
}

bool tellsMissingModel(const ErrorBody &error)
{
    if (isOneOf(kMissingNames, error.code))
        return true;
    const QByteArray lower = error.message.toLower();
    const bool isMissing = lower.contains("not found") || lower.contains("does not exist")
                           || lower.contains("not exist") || lower.contains("unknown model");
    if (!lower.contains("model"))
        return false;
    return isMissing || (isOneOf(kMissingNames, error.type) && error.status != 400);
}

ErrorMeaning meaningOf(const ErrorBody &error)
{
    const bool mayBeTooLong = error.status == 0 || error.status == 400 || error.status == 413
                              || error.status == 422 || error.status == 500;
    if (isOneOf(kTooLongNames, error.code) || isOneOf(kTooLongNames, error.type)
        || (mayBeTooLong && holdsOneOf(kTooLongWords, error.message)))
        return ErrorMeaning::PromptTooLong;
    const bool mayBeMissing = error.status == 0 || error.status == 400 || error.status == 404;
    if (mayBeMissing && tellsMissingModel(error))
        return ErrorMeaning::ModelMissing;
    if (error.status == 529 || error.status == 503 || isOneOf(kOverloadNames, error.type)
        || isOneOf(kOverloadNames, error.code))
        return ErrorMeaning::Overloaded;
    if (error.status == 429 || isOneOf(kRateNames, error.type) || isOneOf(kRateNames, error.code))
        return ErrorMeaning::RateLimited;
    return ErrorMeaning::Other;
}

QByteArray anthropicType(const ErrorBody &error)
{
    switch (error.meaning) {
    case ErrorMeaning::PromptTooLong:
        return "invalid_request_error";
    case ErrorMeaning::ModelMissing:
        return "not_found_error";
    case ErrorMeaning::Overloaded:
        return "overloaded_error";
    case ErrorMeaning::RateLimited:
        return "rate_limit_error";
    case ErrorMeaning::Other:
        break;
    }
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
    if (error.meaning == ErrorMeaning::PromptTooLong)
        return "invalid_request_error";
    for (const ErrorKind &kind : kKinds) {
        if (error.status >= 400 ? kind.status == error.status : error.type == kind.anthropic)
            return kind.openAi.toByteArray();
    }
    return error.status >= 400 && error.status < 500 ? "invalid_request_error" : "server_error";
}

/// OpenAI's own codes where it has one.
QByteArray openAiCode(const ErrorBody &error)
{
    switch (error.meaning) {
    case ErrorMeaning::PromptTooLong:
        return kTooLongCode.toByteArray();
    case ErrorMeaning::ModelMissing:
        return "model_not_found";
    case ErrorMeaning::Overloaded:
        return "server_is_overloaded";
    case ErrorMeaning::RateLimited:
        return "rate_limit_exceeded";
    case ErrorMeaning::Other:
        break;
    }
    if (error.status == 401 || error.type == "authentication_error")
        return "invalid_api_key";
    return error.code.isEmpty() ? error.type : error.code;
}

JsonValue messageOf(JsonValue root)
{
    const JsonValue error = reportedError(root);
    for (const JsonValue &value :
         {error["message"], error, root["message"], root["detail"], root["detail"]["message"]}) {
        if (value.isString())
            return value;
    }
    return {};
}

int toldStatus(JsonValue root)
{
    const JsonValue error = reportedError(root);
    for (const JsonValue &value : {error["code"], error["status"], root["code"], root["status"]}) {
        const qint64 number = value.integer().value_or(value.text().toLongLong());
        if (number >= 400 && number <= 599)
            return static_cast<int>(number);
    }
    return 0;
}

} // namespace

bool tellsError(JsonValue object)
{
    if (reportedError(object))
        return true;
    const bool isAnswer = object["choices"] || object["content"] || object["type"];
    return !isAnswer && (object["message"].isString() || object["detail"]);
}

ErrorBody readErrorBody(int status, JsonValue root, QByteArrayView text)
{
    // Google's errors stand in an array.
    if (root.isArray())
        root = root.first();
    ErrorBody body;
    const JsonValue error = reportedError(root);
    body.status = status == 0 ? toldStatus(root) : status;
    body.type = error["type"].is("error") ? QByteArray() : error["type"].text();
    body.code = error["code"].text();
    if (body.type.isEmpty() && !root["type"].is("error"))
        body.type = root["type"].text();
    if (const JsonValue message = messageOf(root))
        body.message = message.quoted().toByteArray();
    else
        appendJsonEscaped(body.message, text.first(qMin(text.size(), kMaxText)).trimmed());
    if (body.message.isEmpty())
        body.message = "the upstream gave no reason";
    body.meaning = meaningOf(body);
    return body;
}

Error upstreamError(ErrorCode code, const Text &detail)
{
    return {.code = code, .source = ErrorSource::Upstream, .retry = Retry::No, .detail = detail};
}

QString detailOf(const ErrorBody &error)
{
    const QByteArray kind = error.type.isEmpty() ? error.code : error.type;
    const QString words = QString::fromUtf8(unescaped(error.message)).left(kMaxText);
    return kind.isEmpty() ? words : QString::fromUtf8(kind) + QStringLiteral(": ") + words;
}

QByteArray anthropicErrorBody(const ErrorBody &error)
{
    QByteArray out;
    JsonWriter json(out);
    json.beginObject().field("type", "error").key("error").beginObject();
    json.field("type", anthropicType(error)).key("message");
    if (error.meaning == ErrorMeaning::PromptTooLong && !error.message.contains(kTooLong))
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
    if (const QByteArray code = openAiCode(error); !code.isEmpty())
        json.string(code);
    else
        json.null();
    json.endObject().endObject();
    return out;
}

int statusForAnthropic(const ErrorBody &error)
{
    if (error.meaning == ErrorMeaning::PromptTooLong)
        return 400;
    return error.meaning == ErrorMeaning::ModelMissing ? 404 : error.status;
}

int statusForOpenAi(const ErrorBody &error)
{
    const int status = statusForAnthropic(error);
    return status == 529 ? 503 : status;
}

} // namespace proxy
