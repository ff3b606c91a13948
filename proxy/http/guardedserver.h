// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QTcpServer>

namespace proxy {

class ConnectionRegistry;

/// A listening address: accepts connections and puts a GuardedConnection before each of them,
/// ahead of QHttpServer, which is bound to this server. Lives on the worker thread.
class GuardedServer final : public QTcpServer
{
    Q_OBJECT

public:
    /// @p registry must outlive every connection.
    explicit GuardedServer(ConnectionRegistry &registry, QObject *parent = nullptr);
    Q_DISABLE_COPY_MOVE(GuardedServer)

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    void pauseForDescriptors();
    void resumeIfPossible();

    ConnectionRegistry &m_registry;
    bool m_hasFailed = false;
};

} // namespace proxy
