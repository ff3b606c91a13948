// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QTcpServer>
#include <QTcpSocket>

#include <memory>
#include <vector>

namespace support {

/// What a ScriptedServer does on one connection, one after the other.
struct Step
{
    enum class Kind { AwaitHeads, AwaitBytes, Send, Turn, Fin, Reset, Deaf, SlamShut };
    Kind kind;
    qint64 count = 0;
    QByteArray bytes = {};
};
/// Waits for so many whole heads since the start of the connection.
[[nodiscard]] Step awaitHeads(int count = 1);
/// Waits until so many bytes came in all.
[[nodiscard]] Step awaitBytes(qint64 count);
[[nodiscard]] Step sending(const QByteArray &bytes);
/// Once all is out, gives the event loop a turn, so that what follows arrives apart.
[[nodiscard]] Step turn();
/// Ends our side in order once all is out.
[[nodiscard]] Step fin();
/// Closes with a reset, once all is out.
[[nodiscard]] Step reset();
/// Takes no more input, so that it piles up in the kernel.
[[nodiscard]] Step deaf();
/// Closes without having read all that came: the kernel answers that with a reset.
[[nodiscard]] Step slamShut();

using Script = std::vector<Step>;

/// The same answer to each of so many requests on one connection, which stays open.
[[nodiscard]] Script answering(const QByteArray &answer, int requests = 1);

/// A raw TCP server on a free loopback port: the n-th connection plays the n-th script, further
/// ones the last. Lives in the test's own thread.
class ScriptedServer final : public QTcpServer
{
public:
    explicit ScriptedServer(std::vector<Script> scripts);
    ~ScriptedServer() override;
    Q_DISABLE_COPY_MOVE(ScriptedServer)

    [[nodiscard]] int connectionCount() const { return static_cast<int>(m_connections.size()); }
    /// Closes connection @p index at once, in order.
    void dropConnection(int index);
    void sendToAll(const QByteArray &bytes);
    /// Everything that came on connection @p index.
    [[nodiscard]] QByteArray received(int index) const;
    [[nodiscard]] qint64 sent(int index) const;
    /// Both sides are closed, or the client's is.
    [[nodiscard]] bool isClosed(int index) const;

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    struct Connection;

    void play(Connection &connection);
    bool perform(Connection &connection, const Step &step);
    bool takeTurn(Connection &connection);
    void finish(Connection &connection, const Step &step);

    std::vector<Script> m_scripts;
    std::vector<std::unique_ptr<Connection>> m_connections;
};

/// A loopback port on which nobody listens.
[[nodiscard]] quint16 deadPort();

} // namespace support
