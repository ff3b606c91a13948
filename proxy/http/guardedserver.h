// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QTcpServer>

namespace proxy {

class ConnectionRegistry;

/// The server of one listening address. It accepts connections and makes a GuardedConnection of
/// each. QHttpServer is bound to it, and gets one connection of it: the DispatchLine. Lives on the
/// worker thread.
class GuardedServer final : public QTcpServer
{
    Q_OBJECT

public:
    /// Descriptors that clients leave to upstream connections and files.
    static constexpr int kReserve = 16;

    /// @p registry must outlive every connection.
    explicit GuardedServer(ConnectionRegistry &registry, QObject *parent = nullptr);
    Q_DISABLE_COPY_MOVE(GuardedServer)

    /// Closes behind the connections that wait to be accepted: the kernel would reset them, and
    /// whoever has sent a request over one could not ask again.
    void closeBehindTheLast();

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    void pauseForDescriptors();
    void resumeIfPossible();

    ConnectionRegistry &m_registry;
    bool m_hasFailed = false;
};

} // namespace proxy
