// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/rewrite/headerrewriter.h"

#include "proxy/message/hops.h"
#include "proxy/message/pathclass.h"
#include "proxy/rewrite/credentials.h"
#include "proxy/rewrite/targetrewriter.h"

#include <algorithm>

namespace proxy {

namespace {

constexpr QByteArrayView kProxyPrefix = "x-llm-proxy-";

// RFC 9110 7.6.1, and the older fields that mean the same. Transfer-Encoding is set anew by the
// body's framing; Upgrade stays for WebSockets alone.
constexpr FieldNames kHopByHop({
    "keep-alive",
    "proxy-connection",
    "proxy-authorization",
    "te",
    "trailer",
    "upgrade",
    "http2-settings",
    "expect",
    "connection",
});

// What a Connection token can't take away: the message would mean something else without it.
constexpr FieldNames kKeptFromConnection({
    "host",
    "content-length",
    "content-type",
    "content-encoding",
    "transfer-encoding",
    "authorization",
    "x-api-key",
    "x-goog-api-key",
    "upgrade",
});

bool isProxyHeader(QByteArrayView name)
{
    return name.size() > kProxyPrefix.size()
           && equalsIgnoringCase(name.first(kProxyPrefix.size()), kProxyPrefix);
}

/// Removes every field for which @p isUnwanted is true of name.
template <class Predicate> void removeFields(HeaderList &headers, Predicate isUnwanted)
{
    for (size_t i = headers.size(); i-- > 0;) {
        if (isUnwanted(headers.at(i).name))
            headers.removeAt(i);
    }
}

std::vector<QByteArray> connectionTokens(const HeaderList &headers)
{
    std::vector<QByteArray> tokens;
    for (const QByteArrayView value : headers.all("connection")) {
        for (const QByteArrayView token : listMembers(value)) {
            if (!kKeptFromConnection.contains(token))
                tokens.push_back(token.toByteArray());
        }
    }
    return tokens;
}

void removeHopByHop(HeaderList &headers, bool keepsUpgrade)
{
    const std::vector<QByteArray> tokens = connectionTokens(headers);
    if (keepsUpgrade)
        headers.set("Connection", "Upgrade");
    removeFields(headers, [&](QByteArrayView name) {
        if (keepsUpgrade
            && (equalsIgnoringCase(name, "connection") || equalsIgnoringCase(name, "upgrade")))
            return false;
        return kHopByHop.contains(name) || isProxyHeader(name)
               || std::any_of(tokens.begin(), tokens.end(), [name](const QByteArray &token) {
                      return equalsIgnoringCase(name, token);
                  });
    });
}

/// Gives the body's length the place of the field that framed it so far.
void setLength(HeaderList &headers, const RequestHead &head, qint64 bytes)
{
    if (head.framing == BodyFraming::Length && head.contentLength == bytes)
        return;
    for (size_t i = 0; i < headers.size(); ++i) {
        if (equalsIgnoringCase(headers.at(i).name, "transfer-encoding")) {
            headers.replaceAt(i, "Content-Length", QByteArray::number(bytes));
            break;
        }
    }
    headers.removeAll("transfer-encoding");
    if (head.framing != BodyFraming::None || bytes > 0)
        headers.set("Content-Length", QByteArray::number(bytes));
}

/// Another machine may not choose whom the upstream takes it for.
void setForwardedFor(HeaderList &headers, const QHostAddress &peer)
{
    bool isIPv4 = false;
    const QHostAddress plain(peer.toIPv4Address(&isIPv4));
    QHostAddress shown = isIPv4 ? plain : peer;
    shown.setScopeId(QString());
    const QByteArray address = shown.toString().toLatin1();
    headers.set("X-Forwarded-For", address);
    if (headers.contains("x-real-ip"))
        headers.set("X-Real-IP", address);
    if (headers.contains("forwarded"))
        headers.set("Forwarded", isIPv4 ? "for=" + address : "for=\"[" + address + "]\"");
}

/// A model id comes out of a JSON string and may hold any character.
QByteArray headerValue(QByteArrayView text)
{
    constexpr qsizetype kMaxValue = 256;
    QByteArray value = text.first(std::min(text.size(), kMaxValue)).toByteArray();
    std::replace_if(
        value.begin(), value.end(), [](char byte) { return byte < 0x20 || byte > 0x7E; }, '?');
    return value;
}

} // namespace

UpstreamRequest rewriteHead(const RequestHead &head, const UpstreamAccess &access,
                            const OutgoingBody &body)
{
    UpstreamRequest request;
    request.method = head.method;
    request.target = upstreamTarget(head, access.basePath);
    request.headers = head.headers;
    request.framing = head.framing;
    request.upgradesToWebSocket = head.upgradesToWebSocket;

    HeaderList &headers = request.headers;
    const QByteArray hops = hopsIn(headers);
    removeHopByHop(headers, head.upgradesToWebSocket);
    headers.set("Host", access.authority);
    if (body.bufferedBytes) {
        setLength(headers, head, *body.bufferedBytes);
        if (request.framing != BodyFraming::None || *body.bufferedBytes > 0)
            request.framing = BodyFraming::Length;
    }
    if (body.isDecoded)
        headers.removeAll("content-encoding");
    if (!head.peer.isNull() && !head.peer.isLoopback())
        setForwardedFor(headers, head.peer);
    applyCredentials(head, access, request);
    if (!access.hopId.isEmpty() && (access.isOtherProxy || !hops.isEmpty()))
        headers.append(kHopField.toByteArray(), withHop(hops, access.hopId));
    return request;
}

void removeProxyHeaders(HeaderList &headers)
{
    removeFields(headers, isProxyHeader);
}

void addRoutingHeaders(HeaderList &headers, const RouteDecision &decision, bool expose)
{
    removeProxyHeaders(headers);
    if (!expose)
        return;
    if (decision.tellsModels()) {
        headers.append(QByteArrayLiteral("x-llm-proxy-original-model"),
                       headerValue(decision.askedModel()));
        headers.append(QByteArrayLiteral("x-llm-proxy-selected-model"),
                       headerValue(decision.selectedModel));
    }
    if (!decision.effort.isEmpty())
        headers.append(QByteArrayLiteral("x-llm-proxy-effort"), headerValue(decision.effort));
    if (decision.isClassified()) {
        const auto millis =
            std::chrono::duration_cast<std::chrono::milliseconds>(decision.routingTime);
        headers.append(QByteArrayLiteral("x-llm-proxy-difficulty"), name(decision.difficulty));
        headers.append(QByteArrayLiteral("x-llm-proxy-routing-ms"),
                       QByteArray::number(qint64(millis.count())));
    }
    if (!decision.limit.isEmpty())
        headers.append(QByteArrayLiteral("x-llm-proxy-limit"), decision.limit);
    headers.append(QByteArrayLiteral("x-llm-proxy-routing"), routingLabel(decision));
}

} // namespace proxy
