// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/local/errorreply.h"

#include "proxy/message/jsonwriter.h"

namespace proxy {

namespace {

const char *anthropicType(int status)
{
    switch (status) {
    case 401:
        return "authentication_error";
    case 403:
        return "permission_error";
    case 404:
        return "not_found_error";
    case 413:
        return "request_too_large";
    case 504:
        return "timeout_error";
    default:
        return status < 500 ? "invalid_request_error" : "api_error";
    }
}

const char *openAiType(int status)
{
    switch (status) {
    case 401:
        return "authentication_error";
    case 403:
        return "permission_error";
    default:
        return status < 500 ? "invalid_request_error" : "server_error";
    }
}

QByteArray anthropicBody(const Error &error, int status)
{
    QByteArray body;
    JsonWriter json(body);
    json.beginObject().field("type", "error").key("error").beginObject();
    json.field("type", anthropicType(status)).field("message", error.detail.toUtf8());
    json.endObject().endObject();
    return body;
}

QByteArray openAiBody(const Error &error, int status)
{
    QByteArray body;
    JsonWriter json(body);
    json.beginObject().key("error").beginObject();
    json.field("message", error.detail.toUtf8()).field("type", openAiType(status));
    json.key("param").null().field("code", name(error.code));
    json.endObject().endObject();
    return body;
}

} // namespace

int statusOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::MalformedRequest:
    case ErrorCode::NotConvertible:
        return 400;
    case ErrorCode::Unauthorized:
        return 401;
    case ErrorCode::Forbidden:
        return 403;
    case ErrorCode::NotFound:
        return 404;
    case ErrorCode::MethodNotAllowed:
        return 405;
    case ErrorCode::RequestTimeout:
        return 408;
    case ErrorCode::BodyTooLarge:
        return 413;
    case ErrorCode::TargetTooLong:
        return 414;
    case ErrorCode::MisdirectedRequest:
        return 421;
    case ErrorCode::HeadersTooLarge:
        return 431;
    case ErrorCode::NoUpstreamEqual:
        return 501;
    case ErrorCode::UpstreamRefused:
    case ErrorCode::UpstreamClosed:
    case ErrorCode::UpstreamCut:
    case ErrorCode::UpstreamMalformed:
        return 502;
    case ErrorCode::UpstreamBreakerOpen:
    case ErrorCode::Overloaded:
    case ErrorCode::ShuttingDown:
        return 503;
    case ErrorCode::UpstreamConnectTimeout:
    case ErrorCode::UpstreamFirstByteTimeout:
    case ErrorCode::UpstreamIdleTimeout:
        return 504;
    default:
        return 500;
    }
}

Reply errorReply(const Error &error, Dialect dialect)
{
    Reply reply;
    reply.status = statusOf(error.code);
    switch (dialect) {
    case Dialect::Anthropic:
        reply.body = anthropicBody(error, reply.status);
        break;
    case Dialect::OpenAiChat:
    case Dialect::OpenAiResponses:
        reply.body = openAiBody(error, reply.status);
        break;
    case Dialect::Other:
        reply.contentType = "text/plain; charset=utf-8";
        reply.body = "llm-proxy: " + error.detail.toUtf8() + '\n';
        break;
    }
    if (error.retryAfter)
        reply.headers.append("Retry-After", QByteArray::number(qint64 {error.retryAfter->count()}));
    return reply;
}

} // namespace proxy
