// SPDX-License-Identifier: LicenseRef-Private
#include "app/lifecycle/loopbackhttp.h"

#include "proxy/config/ownaddress.h"

#include <QDeadlineTimer>
#include <QHostAddress>
#include <QNetworkProxy>
#include <QTcpSocket>

namespace app {

namespace {

constexpr qsizetype kMaxAnswer = 8 * 1024 * 1024;

QByteArray requestBytes(const LoopbackRequest &request, const QHostAddress &address)
{
    QByteArray bytes = request.method + ' ' + request.target + " HTTP/1.1\r\nHost: localhost:"
                       + QByteArray::number(request.endpoint.port) + "\r\nConnection: close\r\n";
    if (!request.token.isEmpty())
        bytes += "Authorization: Bearer " + request.token + "\r\n";
    // From its own address of the network this machine is a stranger like any other.
    if (!request.endpoint.proxyKey.isEmpty() && !address.isLoopback())
        bytes += "X-LLM-Proxy-Key: " + request.endpoint.proxyKey + "\r\n";
    if (!request.body.isEmpty())
        bytes += "Content-Type: application/json\r\n";
    if (request.method != "GET")
        bytes += "Content-Length: " + QByteArray::number(request.body.size()) + "\r\n";
    return bytes + "\r\n" + request.body;
}

/// Our own answers carry a Content-Length and end with the connection.
std::optional<LoopbackAnswer> parse(const QByteArray &answer)
{
    const qsizetype headEnd = answer.indexOf("\r\n\r\n");
    if (headEnd < 0 || !answer.startsWith("HTTP/1."))
        return std::nullopt;
    return LoopbackAnswer {.status = answer.mid(9, 3).toInt(), .body = answer.mid(headEnd + 4)};
}

} // namespace

std::optional<LoopbackAnswer> askLoopback(const LoopbackRequest &request)
{
    const QDeadlineTimer deadline(request.deadline);
    const auto left = [&deadline] { return static_cast<int>(deadline.remainingTime()); };
    QTcpSocket socket;
    socket.setProxy(QNetworkProxy::NoProxy);
    const QHostAddress address(proxy::ownAddress(request.endpoint.hosts));
    socket.connectToHost(address, request.endpoint.port);
    if (!socket.waitForConnected(left()))
        return std::nullopt;
    socket.write(requestBytes(request, address));
    QByteArray answer;
    while (answer.size() <= kMaxAnswer && socket.waitForReadyRead(left()))
        answer += socket.readAll();
    const bool ended = socket.state() != QAbstractSocket::ConnectedState;
    answer += socket.readAll();
    return ended && answer.size() <= kMaxAnswer ? parse(answer) : std::nullopt;
}

} // namespace app
