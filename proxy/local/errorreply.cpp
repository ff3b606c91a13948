// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/local/errorreply.h"

#include "proxy/core/manualhint.h"
#include "proxy/json/jsonwriter.h"

#include <QDateTime>

#include <array>
#include <utility>

namespace proxy {

namespace {

/// ChatGPT's backend tells a used-up plan so.
constexpr QByteArrayView kUsageLimit = "usage_limit_reached";

/// What a header field may hold of @p text.
QByteArray fieldValue(QByteArray text)
{
    for (char &c : text) {
        if (c < 0x20 || c == 0x7f)
            c = '?';
    }
    return text;
}

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
    case 429:
        return "rate_limit_error";
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
    case 429:
        return "insufficient_quota";
    default:
        return status < 500 ? "invalid_request_error" : "server_error";
    }
}

/// Who is answered by a gateway wants to know which of them speaks, and where to read on.
QByteArray messageOf(const Error &error, int status)
{
    const QByteArray detail = error.detail.utf8();
    if (status < 500)
        return detail;
    return "llm-proxy: " + detail + " (" + seeManual(QLatin1StringView(name(error.code))).toUtf8()
           + ')';
}

QByteArray anthropicBody(const Error &error, int status)
{
    QByteArray body;
    JsonWriter json(body);
    json.beginObject().field("type", "error").key("error").beginObject();
    json.field("type", anthropicType(status)).field("message", messageOf(error, status));
    json.endObject().endObject();
    return body;
}

QByteArray openAiBody(const Error &error, QByteArrayView type)
{
    QByteArray body;
    JsonWriter json(body);
    json.beginObject().key("error").beginObject();
    json.field("message", messageOf(error, statusOf(error.code))).field("type", type);
    json.key("param").null().field("code", name(error.code));
    if (type == kUsageLimit && error.retryAfter)
        json.field("resets_at",
                   QDateTime::currentSecsSinceEpoch() + qint64 {error.retryAfter->count()});
    json.endObject().endObject();
    return body;
}

} // namespace

constexpr std::array kStatuses {
    std::pair {ErrorCode::MalformedRequest, 400},
    std::pair {ErrorCode::NotConvertible, 400},
    std::pair {ErrorCode::Unauthorized, 401},
    std::pair {ErrorCode::Forbidden, 403},
    std::pair {ErrorCode::NotFound, 404},
    std::pair {ErrorCode::MethodNotAllowed, 405},
    std::pair {ErrorCode::RequestTimeout, 408},
    std::pair {ErrorCode::BodyTooLarge, 413},
    std::pair {ErrorCode::TargetTooLong, 414},
    std::pair {ErrorCode::MisdirectedRequest, 421},
    std::pair {ErrorCode::BudgetExhausted, 429},
    std::pair {ErrorCode::HeadersTooLarge, 431},
    std::pair {ErrorCode::NoUpstreamEqual, 501},
    std::pair {ErrorCode::UpstreamRefused, 502},
    std::pair {ErrorCode::UpstreamClosed, 502},
    std::pair {ErrorCode::UpstreamCut, 502},
    std::pair {ErrorCode::UpstreamMalformed, 502},
    std::pair {ErrorCode::UpstreamReported, 502},
    std::pair {ErrorCode::UpstreamBreakerOpen, 503},
    std::pair {ErrorCode::Overloaded, 503},
    std::pair {ErrorCode::ShuttingDown, 503},
    std::pair {ErrorCode::UpstreamConnectTimeout, 504},
    std::pair {ErrorCode::UpstreamFirstByteTimeout, 504},
    std::pair {ErrorCode::UpstreamIdleTimeout, 504},
    std::pair {ErrorCode::LoopDetected, 508},
};

int statusOf(ErrorCode code)
{
    for (const auto &[of, status] : kStatuses) {
        if (of == code)
            return status;
    }
    return 500;
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
        reply.body = openAiBody(error, openAiType(reply.status));
        break;
    case Dialect::OpenAiResponses:
        reply.body =
            openAiBody(error, error.code == ErrorCode::BudgetExhausted ? kUsageLimit.data()
                                                                       : openAiType(reply.status));
        break;
    case Dialect::Other:
        reply.contentType = "text/plain; charset=utf-8";
        reply.body = messageOf(error, reply.status) + '\n';
        if (reply.status < 500)
            reply.body.prepend("llm-proxy: ");
        break;
    }
    if (error.retryAfter)
        reply.headers.append("Retry-After", QByteArray::number(qint64 {error.retryAfter->count()}));
    // Both makers' libraries ask again by themselves otherwise; Claude Code asks ten times with a
    // key that was refused (2.1.332).
    if (error.code == ErrorCode::BudgetExhausted || error.code == ErrorCode::Unauthorized)
        reply.headers.append("x-should-retry", "false");
    // Codex shows these words of a usage limit, and no other ones (0.171.0).
    if (error.code == ErrorCode::BudgetExhausted && dialect == Dialect::OpenAiResponses)
        reply.headers.append("x-codex-promo-message", fieldValue(error.detail.utf8()));
    return reply;
}

} // namespace proxy
