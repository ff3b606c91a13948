// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/support/freeport.h"

#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QThread>

#include <csignal>

namespace support {

/// A redis-server (or valkey-server) on a free loopback port, with a folder of its own, for as long
/// as the object lives.
class RedisServer final
{
public:
    RedisServer() = default;
    ~RedisServer() { kill(); }
    Q_DISABLE_COPY_MOVE(RedisServer)

    /// The program; empty where none is installed.
    [[nodiscard]] static QString program()
    {
        for (const char *name : {"redis-server", "valkey-server"}) {
            const QString found = QStandardPaths::findExecutable(QLatin1StringView(name));
            if (!found.isEmpty())
                return found;
        }
        return {};
    }

    /// Returns when it answers PING. @p further: settings as on its command line.
    bool start(const QStringList &further = {})
    {
        m_further = further;
        m_process.setStandardOutputFile(m_dir.filePath(QStringLiteral("log")));
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_process.start(
            program(),
            QStringList {QStringLiteral("--port"), QString::number(port), QStringLiteral("--bind"),
                         QStringLiteral("127.0.0.1"), QStringLiteral("--unixsocket"), QString(),
                         QStringLiteral("--save"), QString(), QStringLiteral("--appendonly"),
                         QStringLiteral("no"), QStringLiteral("--dir"), m_dir.path()}
                + further);
        return m_process.waitForStarted() && waitUntilAnswering();
    }
    /// Begins anew on the same port, empty.
    bool restart()
    {
        kill();
        return start(m_further);
    }
    void kill()
    {
        if (m_process.state() == QProcess::NotRunning)
            return;
        resume();
        m_process.kill();
        m_process.waitForFinished(10000);
    }
    void stop() const { ::kill(pid_t(m_process.processId()), SIGSTOP); }
    void resume() const { ::kill(pid_t(m_process.processId()), SIGCONT); }

    /// Sends one command and returns what comes within a moment, as it stands on the wire.
    QByteArray ask(const QList<QByteArray> &words) const
    {
        QTcpSocket socket;
        socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
        if (!socket.waitForConnected(2000))
            return {};
        QByteArray wire = '*' + QByteArray::number(words.size()) + "\r\n";
        for (const QByteArray &word : words)
            wire += '$' + QByteArray::number(word.size()) + "\r\n" + word + "\r\n";
        socket.write(wire);
        QByteArray answer;
        while (socket.waitForReadyRead(answer.isEmpty() ? 2000 : 20))
            answer += socket.readAll();
        return answer;
    }
    [[nodiscard]] QList<QByteArray> keys(const QByteArray &pattern) const
    {
        QList<QByteArray> found;
        for (const QByteArray &line : ask({"KEYS", pattern}).split('\n')) {
            if (line.startsWith("llmproxy"))
                found << line.trimmed();
        }
        return found;
    }
    [[nodiscard]] QString url(const QString &user = {}) const
    {
        return QStringLiteral("redis://") + user + QStringLiteral("127.0.0.1:%1").arg(port);
    }

    quint16 port = freePort();

private:
    bool waitUntilAnswering() const
    {
        QElapsedTimer waited;
        waited.start();
        while (waited.elapsed() < 20000 && m_process.state() == QProcess::Running) {
            const QByteArray answer = ask({"PING"});
            if (answer.startsWith("+PONG") || answer.startsWith("-NOAUTH"))
                return true;
            QThread::msleep(20);
        }
        return false;
    }

    QTemporaryDir m_dir;
    QStringList m_further;
    QProcess m_process;
};

} // namespace support
