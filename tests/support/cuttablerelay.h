// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QTcpServer>
#include <QTcpSocket>

namespace support {

/// Between a client and a port of this machine: passes everything on, until the connections whose
/// request holds a word are cut, and further ones of that kind refused until they are allowed.
class CuttableRelay final : public QTcpServer
{
public:
    CuttableRelay(quint16 target, QByteArray word)
        : m_target(target)
        , m_word(std::move(word))
    {
        connect(this, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *client = nextPendingConnection())
                pass(client);
        });
        listen(QHostAddress::LocalHost);
    }

    void cut()
    {
        m_refuses = true;
        for (QTcpSocket *client : std::exchange(m_marked, {}))
            client->abort();
    }
    void allow() { m_refuses = false; }

private:
    void pass(QTcpSocket *client)
    {
        auto *server = new QTcpSocket(client);
        server->connectToHost(QHostAddress::LocalHost, m_target);
        connect(client, &QTcpSocket::readyRead, server, [this, client, server] {
            const QByteArray bytes = client->readAll();
            if (bytes.contains(m_word)) {
                if (m_refuses)
                    return client->abort();
                m_marked.append(client);
            }
            server->write(bytes);
        });
        connect(server, &QTcpSocket::readyRead, client,
                [client, server] { client->write(server->readAll()); });
        connect(server, &QTcpSocket::disconnected, client, &QTcpSocket::disconnectFromHost);
        connect(client, &QTcpSocket::disconnected, this, [this, client] {
            m_marked.removeAll(client);
            client->deleteLater();
        });
    }

    quint16 m_target;
    QByteArray m_word;
    bool m_refuses = false;
    QList<QTcpSocket *> m_marked;
};

} // namespace support
