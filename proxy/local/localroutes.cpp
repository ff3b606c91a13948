// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/local/localroutes.h"

#include "proxy/local/doors.h"
#include "proxy/local/errorreply.h"

namespace proxy {

namespace {

Reply refusal(ErrorCode code, const QString &detail)
{
    return errorReply({.code = code, .source = ErrorSource::Client, .detail = detail},
                      Dialect::OpenAiChat);
}

} // namespace

void LocalRoutes::add(QByteArray method, QByteArray path, Access access, Handler handler)
{
    m_routes.push_back({std::move(method), std::move(path), access, std::move(handler)});
}

void LocalRoutes::addEventStream(QByteArray path)
{
    add("GET", std::move(path), Access::NeedsToken, nullptr);
}

LocalAnswer LocalRoutes::handle(const Request &request) const
{
    const QByteArray method =
        request.head.method == "HEAD" ? QByteArray("GET") : request.head.method;
    QByteArray allowed;
    for (const Route &route : m_routes) {
        if (route.path != request.head.normalisedPath)
            continue;
        if (route.method != method) {
            allowed += (allowed.isEmpty() ? "" : ", ") + route.method;
            continue;
        }
        if (route.access == Access::NeedsToken && !hasToken(request.head))
            return {refusal(
                ErrorCode::Forbidden,
                QStringLiteral("this route needs the control token of the runtime folder"))};
        if (!route.handler)
            return {.streamsEvents = true};
        return {route.handler(request)};
    }
    if (allowed.isEmpty())
        return {refusal(ErrorCode::NotFound, QStringLiteral("llm-proxy has no such route"))};
    Reply reply = refusal(ErrorCode::MethodNotAllowed,
                          QStringLiteral("use %1").arg(QString::fromLatin1(allowed)));
    reply.headers.append("Allow", allowed);
    return {reply};
}

bool LocalRoutes::hasToken(const RequestHead &head) const
{
    const QByteArrayView presented = head.headers.first("authorization").value_or("");
    return !m_token.isEmpty() && equalsInConstantTime(presented, "Bearer " + m_token);
}

} // namespace proxy
