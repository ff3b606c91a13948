// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QHostAddress>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>
#include <QTimer>

#include <atomic>

namespace support {

/// A TCP relay on a free loopback port, on a thread of its own, that keeps each piece of an answer
/// back for a while.
class SlowRelay final
{
public:
    explicit SlowRelay(quint16 target)
    {
        m_thread.start();
        m_home.moveToThread(&m_thread);
        QMetaObject::invokeMethod(
            &m_home, [this, target] { listen(target); }, Qt::BlockingQueuedConnection);
    }
    ~SlowRelay()
    {
        QMetaObject::invokeMethod(
            &m_home, [this] { delete m_server; }, Qt::BlockingQueuedConnection);
        m_thread.quit();
        m_thread.wait();
    }
    Q_DISABLE_COPY_MOVE(SlowRelay)

    std::atomic<int> delayMs = 0;
    quint16 port = 0;

private:
    void listen(quint16 target)
    {
        m_server = new QTcpServer;
        m_server->listen(QHostAddress::LocalHost);
        port = m_server->serverPort();
        QObject::connect(m_server, &QTcpServer::newConnection, m_server, [this, target] {
            QTcpSocket *near = m_server->nextPendingConnection();
            auto *far = new QTcpSocket(near);
            far->connectToHost(QHostAddress(QHostAddress::LocalHost), target);
            QObject::connect(near, &QTcpSocket::readyRead, far,
                             [near, far] { far->write(near->readAll()); });
            QObject::connect(far, &QTcpSocket::readyRead, near, [this, near, far] {
                QTimer::singleShot(delayMs.load(), near,
                                   [near, bytes = far->readAll()] { near->write(bytes); });
            });
            QObject::connect(near, &QTcpSocket::disconnected, near, &QObject::deleteLater);
            QObject::connect(far, &QTcpSocket::disconnected, near,
                             [near] { near->disconnectFromHost(); });
        });
    }

    QThread m_thread;
    QObject m_home;
    QTcpServer *m_server = nullptr;
};

} // namespace support
