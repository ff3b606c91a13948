// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QHostAddress>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>

#include <map>
#include <vector>

/// An HTTP server on a free loopback port that writes, byte for byte, what the test scripted: one
/// step a request, in the order requests arrive; the last step repeats. Remembers every request.
class AnsweringServer final : public QTcpServer
{
    Q_OBJECT

public:
    enum class After { KeepOpen, Close, Reset };
    struct Step
    {
        QByteArray bytes;
        After after = After::KeepOpen;
    };
    struct Received
    {
        QByteArray head;
        QByteArray body;
        int connection = 0; ///< from 1, in the order of accepting
    };

    explicit AnsweringServer(std::vector<Step> steps)
        : m_steps(std::move(steps))
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, &AnsweringServer::acceptAll);
    }

    void setSteps(std::vector<Step> steps)
    {
        m_steps = std::move(steps);
        m_nextStep = 0;
    }

    [[nodiscard]] QUrl url() const
    {
        return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(serverPort()));
    }
    [[nodiscard]] const std::vector<Received> &requests() const { return m_requests; }
    [[nodiscard]] int accepted() const { return m_accepted; }
    [[nodiscard]] int open() const { return int(m_buffers.size()); }

    /// An answer with its length, the connection stays.
    static Step answer(int status, const QByteArray &body, const QByteArray &fields = {})
    {
        return {.bytes = "HTTP/1.1 " + QByteArray::number(status)
                         + " X\r\nContent-Type: application/json\r\n" + fields + "Content-Length: "
                         + QByteArray::number(body.size()) + "\r\n\r\n" + body};
    }

private:
    void acceptAll()
    {
        while (QTcpSocket *socket = nextPendingConnection()) {
            const int number = ++m_accepted;
            m_buffers[socket];
            connect(socket, &QTcpSocket::readyRead, this, [=, this] { read(socket, number); });
            connect(socket, &QTcpSocket::disconnected, this, [=, this] {
                m_buffers.erase(socket);
                socket->deleteLater();
            });
        }
    }

    void read(QTcpSocket *socket, int number)
    {
        QByteArray &buffer = m_buffers[socket];
        buffer += socket->readAll();
        const auto end = buffer.indexOf("\r\n\r\n");
        if (end < 0)
            return;
        const auto length = contentLength(buffer.first(end).toLower());
        if (buffer.size() < end + 4 + length)
            return;
        m_requests.push_back({buffer.first(end), buffer.sliced(end + 4, length), number});
        buffer.remove(0, end + 4 + length);
        if (!m_steps.empty())
            play(socket, m_steps[std::min(m_nextStep++, m_steps.size() - 1)]);
    }

    static qsizetype contentLength(const QByteArray &lowerHead)
    {
        const auto at = lowerHead.indexOf("content-length:");
        if (at < 0)
            return 0;
        const auto from = at + 15;
        return lowerHead
            .sliced(from, lowerHead.indexOf('\r', from) < 0 ? lowerHead.size() - from
                                                            : lowerHead.indexOf('\r', from) - from)
            .trimmed()
            .toLongLong();
    }

    static void play(QTcpSocket *socket, const Step &step)
    {
        socket->write(step.bytes);
        socket->flush();
        if (step.after == After::Close)
            socket->disconnectFromHost();
        else if (step.after == After::Reset)
            socket->abort();
    }

    std::vector<Step> m_steps;
    size_t m_nextStep = 0;
    std::map<QTcpSocket *, QByteArray> m_buffers;
    std::vector<Received> m_requests;
    int m_accepted = 0;
};
