// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/scriptedserver.h"

#include <QTimer>

#include <utility>

#include <sys/socket.h>

namespace support {

struct ScriptedServer::Connection
{
    QTcpSocket socket;
    Script script;
    size_t at = 0;
    QByteArray received;
    qint64 sent = 0;
    bool isDeaf = false;
    bool isClosed = false;
    bool isPlaying = false;
    bool isTurning = false;
    bool isTurnOver = false;
};

Step awaitHeads(int count)
{
    return {.kind = Step::Kind::AwaitHeads, .count = count};
}

Step awaitBytes(qint64 count)
{
    return {.kind = Step::Kind::AwaitBytes, .count = count};
}

Step sending(const QByteArray &bytes)
{
    return {.kind = Step::Kind::Send, .bytes = bytes};
}

Step turn()
{
    return {.kind = Step::Kind::Turn};
}

Step fin()
{
    return {.kind = Step::Kind::Fin};
}

Step reset()
{
    return {.kind = Step::Kind::Reset};
}

Step deaf()
{
    return {.kind = Step::Kind::Deaf};
}

Step slamShut()
{
    return {.kind = Step::Kind::SlamShut};
}

Script answering(const QByteArray &answer, int requests)
{
    Script script;
    for (int i = 1; i <= requests; ++i) {
        script.push_back(awaitHeads(i));
        script.push_back(sending(answer));
    }
    return script;
}

ScriptedServer::ScriptedServer(std::vector<Script> scripts)
    : m_scripts(std::move(scripts))
{
    setListenBacklogSize(4096);
    if (!listen(QHostAddress::LocalHost))
        qFatal("no loopback port");
}

ScriptedServer::~ScriptedServer() = default;

void ScriptedServer::dropConnection(int index)
{
    m_connections.at(static_cast<size_t>(index))->socket.abort();
}

void ScriptedServer::sendToAll(const QByteArray &bytes)
{
    for (const auto &connection : m_connections) {
        connection->socket.write(bytes);
        connection->socket.flush();
    }
}

QByteArray ScriptedServer::received(int index) const
{
    return m_connections.at(static_cast<size_t>(index))->received;
}

qint64 ScriptedServer::sent(int index) const
{
    return m_connections.at(static_cast<size_t>(index))->sent;
}

bool ScriptedServer::isClosed(int index) const
{
    return m_connections.at(static_cast<size_t>(index))->isClosed;
}

void ScriptedServer::incomingConnection(qintptr descriptor)
{
    const size_t script = std::min(m_connections.size(), m_scripts.size() - 1);
    Connection &connection = *m_connections.emplace_back(std::make_unique<Connection>());
    connection.script = m_scripts[script];
    QTcpSocket &socket = connection.socket;
    // So that SlamShut finds something unread in the kernel.
    socket.setReadBufferSize(256 * 1024);
    connect(&socket, &QTcpSocket::readyRead, this, [this, &connection] { play(connection); });
    connect(&socket, &QTcpSocket::bytesWritten, this, [this, &connection](qint64 bytes) {
        connection.sent += bytes;
        play(connection);
    });
    connect(&socket, &QTcpSocket::disconnected, this,
            [&connection] { connection.isClosed = true; });
    socket.setSocketDescriptor(descriptor);
    socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
    play(connection);
}

void ScriptedServer::play(Connection &connection)
{
    if (!connection.isDeaf && connection.socket.isOpen())
        connection.received += connection.socket.readAll();
    if (connection.isPlaying)
        return;
    connection.isPlaying = true;
    while (connection.at < connection.script.size()
           && perform(connection, connection.script[connection.at]))
        ++connection.at;
    connection.isPlaying = false;
}

/// False when the step is to be tried again at the next event.
bool ScriptedServer::perform(Connection &connection, const Step &step)
{
    switch (step.kind) {
    case Step::Kind::AwaitHeads:
        return connection.received.count("\r\n\r\n") >= step.count;
    case Step::Kind::AwaitBytes:
        return connection.received.size() >= step.count;
    case Step::Kind::Send:
        connection.socket.write(step.bytes);
        connection.socket.flush();
        return true;
    default:
        break;
    }
    if (connection.socket.bytesToWrite() > 0)
        return false;
    if (step.kind == Step::Kind::Turn)
        return takeTurn(connection);
    finish(connection, step);
    return true;
}

/// A timer, not a posted event: between two of its events the loop looks at the sockets.
bool ScriptedServer::takeTurn(Connection &connection)
{
    if (std::exchange(connection.isTurnOver, false))
        return true;
    if (!std::exchange(connection.isTurning, true)) {
        QTimer::singleShot(std::chrono::milliseconds(1), this, [this, &connection] {
            connection.isTurning = false;
            connection.isTurnOver = true;
            play(connection);
        });
    }
    return false;
}

void ScriptedServer::finish(Connection &connection, const Step &step)
{
    QTcpSocket &socket = connection.socket;
    const auto descriptor = static_cast<int>(socket.socketDescriptor());
    if (step.kind == Step::Kind::Deaf) {
        connection.isDeaf = true;
        socket.setReadBufferSize(1);
    } else if (step.kind == Step::Kind::Fin) {
        // Only our side: a client that goes on sending gets no reset for it.
        ::shutdown(descriptor, SHUT_WR);
    } else {
        const linger hard {.l_onoff = 1, .l_linger = 0};
        if (step.kind == Step::Kind::Reset)
            ::setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
        connection.isClosed = true;
        socket.abort();
    }
}

quint16 deadPort()
{
    QTcpServer server;
    if (!server.listen(QHostAddress::LocalHost))
        qFatal("no loopback port");
    return server.serverPort();
}

} // namespace support
