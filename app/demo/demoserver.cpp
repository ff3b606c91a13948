// SPDX-License-Identifier: LicenseRef-Private
#include "app/demo/demoserver.h"

#include "proxy/http/framedbody.h"
#include "proxy/http/requestparser.h"
#include "proxy/message/response.h"

#include <QTcpSocket>

#include <optional>
#include <utility>

namespace app {

/// Answers the requests of one client, one after the other.
class DemoServer::Connection final : public QObject
{
public:
    Connection(QTcpSocket *socket, DemoServer &server)
        : QObject(&server)
        , m_server(server)
        , m_socket(socket)
    {
        socket->setParent(this);
        connect(socket, &QTcpSocket::readyRead, this, &Connection::read);
        connect(socket, &QTcpSocket::disconnected, this, &QObject::deleteLater);
    }

private:
    void read();
    bool readHead();
    void send(const proxy::RequestHead &asked, const DemoAnswer &answer);

    DemoServer &m_server;
    QTcpSocket *m_socket;
    QByteArray m_input;
    proxy::HeadRules m_rules;
    proxy::RequestParser m_parser {m_rules};
    std::optional<proxy::Request> m_request; ///< whose body is being read
    proxy::FramedBody m_body;
};

void DemoServer::Connection::read()
{
    m_input += m_socket->readAll();
    while (m_request || readHead()) {
        m_input.remove(0, m_body.feed(m_input));
        if (m_body.isBad())
            return m_socket->abort();
        if (!m_body.isComplete())
            return;
        m_request->body = m_body.takeAll();
        const proxy::Request request = *std::exchange(m_request, std::nullopt);
        send(request.head, m_server.answerWatched(request));
    }
}

bool DemoServer::Connection::readHead()
{
    using Progress = proxy::RequestParser::Progress;
    const Progress progress = m_parser.parse(m_input);
    if (progress == Progress::Refused)
        m_socket->abort();
    if (progress != Progress::Complete)
        return false;
    const qsizetype size = m_parser.headSize();
    m_request.emplace().head = m_parser.takeHead();
    m_body = proxy::FramedBody(m_request->head);
    m_input.remove(0, size);
    return true;
}

void DemoServer::Connection::send(const proxy::RequestHead &asked, const DemoAnswer &answer)
{
    const bool isStream = !answer.pieces.empty();
    if (answer.end == DemoAnswer::End::Never && !isStream)
        return;
    m_socket->write("HTTP/1.1 " + QByteArray::number(answer.status) + ' '
                    + proxy::reasonPhrase(answer.status).toByteArray()
                    + "\r\nContent-Type: " + answer.contentType
                    + (isStream ? "\r\nTransfer-Encoding: chunked\r\n\r\n"
                                : "\r\nContent-Length: " + QByteArray::number(answer.body.size())
                                      + "\r\n\r\n"));
    if (!isStream && asked.method != "HEAD")
        m_socket->write(answer.body);
    for (const QByteArray &piece : answer.pieces) {
        m_socket->write(QByteArray::number(piece.size(), 16) + "\r\n" + piece + "\r\n");
        m_socket->flush();
    }
    if (answer.end == DemoAnswer::End::Cut)
        return m_socket->abort();
    if (isStream && answer.end == DemoAnswer::End::Whole)
        m_socket->write("0\r\n\r\n");
    if (!asked.keepAlive)
        m_socket->disconnectFromHost();
}

DemoServer::DemoServer()
    : m_listener(new QTcpServer(this))
{
    connect(m_listener, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket *socket = m_listener->nextPendingConnection())
            new Connection(socket, *this);
    });
}

bool DemoServer::listen()
{
    if (!m_listener->listen(QHostAddress::LocalHost, m_port))
        return false;
    m_port = m_listener->serverPort();
    return true;
}

void DemoServer::setAccepting(bool accepting)
{
    if (accepting) {
        if (!m_listener->isListening())
            m_listener->listen(QHostAddress::LocalHost, m_port);
        return;
    }
    m_listener->close();
    const auto sockets = findChildren<QTcpSocket *>();
    for (QTcpSocket *socket : sockets)
        socket->abort();
}

QUrl DemoServer::url() const
{
    QUrl url(QStringLiteral("http://127.0.0.1"));
    url.setPort(m_port);
    return url;
}

DemoAnswer DemoServer::answerWatched(const proxy::Request &request)
{
    if (m_watcher)
        m_watcher(request);
    return answer(request);
}

} // namespace app
