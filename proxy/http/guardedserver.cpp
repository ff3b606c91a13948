// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/http/guardedserver.h"

#include "proxy/http/connectionregistry.h"
#include "proxy/http/descriptors.h"
#include "proxy/http/dispatchline.h"
#include "proxy/http/guardedconnection.h"

#include <QTimer>

#include <utility>

namespace proxy {

namespace {

constexpr int kBacklog = 4096;
/// How long nothing is accepted once descriptors are scarce.
constexpr std::chrono::milliseconds kAcceptPause {100};
constexpr int kMaxPending = 30;

} // namespace

GuardedServer::GuardedServer(ConnectionRegistry &registry, QObject *parent)
    : QTcpServer(parent)
    , m_registry(registry)
{
    setListenBacklogSize(kBacklog);
    connect(this, &QTcpServer::acceptError, this, [this] {
        m_hasFailed = true;
        pauseForDescriptors();
    });
}

void GuardedServer::closeBehindTheLast()
{
    for (int waiting = 0; waiting < kBacklog && waitForNewConnection(0); ++waiting) { }
    close();
}

void GuardedServer::incomingConnection(qintptr descriptor)
{
    if (isDescriptorScarce(descriptor, kReserve))
        pauseForDescriptors();
    // QHttpServer takes it before a byte of the first client is read.
    if (m_registry.line() == nullptr) {
        m_registry.setLine(new DispatchLine(this));
        addPendingConnection(m_registry.line());
    }
    ++m_registry.counters().connectionsAccepted;
    const bool isFull = m_registry.isFull();
    auto *connection = new GuardedConnection(descriptor, m_registry, this);
    if (!isFull)
        return;
    ++m_registry.counters().connectionsRefused;
    connection->refuse({ErrorCode::Overloaded, ErrorSource::Internal, Retry::Yes,
                        Text::english("Too many connections are open."), std::chrono::seconds(1)});
}

/// Before accept() fails, not after: Qt remembers the first failure of a server for good, mostly
/// the harmless one that nobody is waiting, and then tries again without end.
void GuardedServer::pauseForDescriptors()
{
    pauseAccepting();
    setMaxPendingConnections(0); // ends the round of accept() that is going on
    QTimer::singleShot(kAcceptPause, this, &GuardedServer::resumeIfPossible);
}

void GuardedServer::resumeIfPossible()
{
    if (!isListening())
        return;
    const qintptr copy = duplicateDescriptor(socketDescriptor());
    if (isDescriptorScarce(copy, kReserve)) {
        closeDescriptor(copy);
        QTimer::singleShot(kAcceptPause, this, &GuardedServer::resumeIfPossible);
        return;
    }
    setMaxPendingConnections(kMaxPending);
    if (std::exchange(m_hasFailed, false) && copy >= 0) {
        // The same queue of connections, without the memory of the failure.
        close();
        setSocketDescriptor(copy);
    } else {
        closeDescriptor(copy);
        resumeAccepting();
    }
}

} // namespace proxy
