// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/request.h"

#include <QByteArray>
#include <QObject>
#include <QTcpServer>
#include <QUrl>

#include <functional>
#include <vector>

namespace app {

/// How a demo server answers one request.
struct DemoAnswer
{
    enum class End {
        Whole,
        Cut, ///< the connection is closed where the answer should go on
        Never, ///< the connection stays open and nothing more comes
    };

    int status = 200;
    QByteArray contentType = "application/json";
    QByteArray body {}; ///< with Content-Length, unless there are pieces
    std::vector<QByteArray> pieces {}; ///< of a stream, one chunk each
    End end = End::Whole;
};

/// An HTTP/1.1 server on a free loopback port, for the demo's fake Morph and CLIProxyAPI. It uses
/// the engine's request parser. Lives on the thread that called listen().
class DemoServer : public QObject
{
    Q_OBJECT

public:
    using Watcher = std::function<void(const proxy::Request &)>;

    DemoServer();
    Q_DISABLE_COPY_MOVE(DemoServer)

    /// Binds a port. Returns false when none can be bound; errorText() says why.
    [[nodiscard]] bool listen();
    /// Closes the port and every connection, or opens the same port again.
    void setAccepting(bool accepting);
    /// Sets a function that gets each request before its answer; empty: none.
    void setWatcher(Watcher watcher) { m_watcher = std::move(watcher); }

    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] QUrl url() const; ///< http://127.0.0.1:<port>
    [[nodiscard]] QString errorText() const { return m_listener->errorString(); }

protected:
    [[nodiscard]] virtual DemoAnswer answer(const proxy::Request &request) = 0;

private:
    class Connection;
    [[nodiscard]] DemoAnswer answerWatched(const proxy::Request &request);

    QTcpServer *m_listener;
    quint16 m_port = 0;
    Watcher m_watcher;
};

} // namespace app
