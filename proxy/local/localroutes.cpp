// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/local/localroutes.h"

#include "proxy/local/accesschecks.h"
#include "proxy/local/errorreply.h"

namespace proxy {

namespace {

Reply refusal(ErrorCode code, const Text &detail)
{
    return errorReply({.code = code, .source = ErrorSource::Client, .detail = detail},
                      Dialect::OpenAiChat);
}

} // namespace

void LocalRoutes::add(QByteArray method, QByteArray path, Access access, Handler handler)
{
    m_routes.push_back({.method = std::move(method),
                        .path = std::move(path),
                        .access = access,
                        .handler = std::move(handler)});
}

void LocalRoutes::addHeavy(QByteArray method, QByteArray path, HeavyHandler handler, qint64 maxBody)
{
    m_routes.push_back({.method = std::move(method),
                        .path = std::move(path),
                        .access = Access::NeedsToken,
                        .heavy = std::move(handler),
                        .maxBody = maxBody});
}

void LocalRoutes::addPatient(QByteArray path, PatientHandler handler)
{
    m_routes.push_back({.method = "POST",
                        .path = std::move(path),
                        .access = Access::NeedsToken,
                        .patient = std::move(handler)});
}

void LocalRoutes::addEventStream(QByteArray path)
{
    add("GET", std::move(path), Access::NeedsToken, nullptr);
}

LocalAnswer LocalRoutes::handle(Request request) const
{
    const Found found = find(request.head);
    if (found.refusal)
        return {*found.refusal};
    if (found.route->heavy)
        return {.work = found.route->heavy(std::move(request))};
    if (found.route->patient)
        return found.route->patient(request);
    if (!found.route->handler)
        return {.streamsEvents = true};
    return {found.route->handler(request)};
}

LocalAdmission LocalRoutes::admit(const RequestHead &head, bool isForeign) const
{
    const bool isProbe = head.normalisedPath == "/health" || head.normalisedPath == "/livez"
                         || head.normalisedPath == "/readyz";
    if (isForeign && !isProbe)
        return {refusal(ErrorCode::Forbidden,
                        Text::english("this route is not for web pages of other origins"))};
    const Found found = find(head);
    if (found.refusal)
        return {found.refusal};
    return {.maxBody = found.route->maxBody};
}

LocalRoutes::Found LocalRoutes::find(const RequestHead &head) const
{
    const QByteArray method = head.method == "HEAD" ? QByteArray("GET") : head.method;
    QByteArray allowed;
    for (const Route &route : m_routes) {
        if (route.path != head.normalisedPath)
            continue;
        if (route.method != method) {
            allowed += (allowed.isEmpty() ? "" : ", ") + route.method;
            continue;
        }
        if (route.access == Access::NeedsToken && !hasToken(head))
            return {.refusal = refusal(
                        ErrorCode::Forbidden,
                        Text::english("this route needs the control token of the runtime folder"))};
        return {.route = &route};
    }
    if (allowed.isEmpty())
        return {.refusal =
                    refusal(ErrorCode::NotFound, Text::english("llm-proxy has no such route"))};
    Reply reply = refusal(ErrorCode::MethodNotAllowed,
                          Text::english("use %1", {QString::fromLatin1(allowed)}));
    reply.headers.append("Allow", allowed);
    return {.refusal = reply};
}

bool LocalRoutes::hasToken(const RequestHead &head) const
{
    const QByteArrayView presented = head.headers.first("authorization").value_or("");
    return !m_token.isEmpty() && equalsInConstantTime(presented, "Bearer " + m_token);
}

} // namespace proxy
