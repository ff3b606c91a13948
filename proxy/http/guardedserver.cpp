// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/http/guardedserver.h"

#include "proxy/http/connectionregistry.h"
#include "proxy/http/guardedconnection.h"

#include <QTcpSocket>
#include <QTimer>

namespace proxy {

namespace {

constexpr int kBacklog = 4096;
/// How long nothing is accepted after accept() failed.
constexpr std::chrono::milliseconds kAcceptPause {100};

} // namespace

GuardedServer::GuardedServer(ConnectionRegistry &registry, QObject *parent)
    : QTcpServer(parent)
    , m_registry(registry)
{
    setListenBacklogSize(kBacklog);
    connect(this, &QTcpServer::acceptError, this, &GuardedServer::pauseForDescriptors);
}

void GuardedServer::incomingConnection(qintptr descriptor)
{
    auto *socket = new QTcpSocket(this);
    if (!socket->setSocketDescriptor(descriptor)) {
        socket->deleteLater();
        return;
    }
    socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    ++m_registry.counters().connectionsAccepted;
    const bool isFull = m_registry.isFull();
    auto *connection = new GuardedConnection(*socket, m_registry);
    if (!isFull) {
        addPendingConnection(socket);
        return;
    }
    ++m_registry.counters().connectionsRefused;
    connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    connection->refuse({ErrorCode::Overloaded, ErrorSource::Internal, Retry::Yes,
                        QStringLiteral("Too many connections are open."), std::chrono::seconds(1)});
}

/// Qt stops accepting when accept() fails, mostly for want of descriptors, and leaves it to us to
/// go on; at once would be a busy loop, since the connection is still waiting.
void GuardedServer::pauseForDescriptors()
{
    pauseAccepting();
    QTimer::singleShot(kAcceptPause, this, &QTcpServer::resumeAccepting);
}

} // namespace proxy
