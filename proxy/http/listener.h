// SPDX-License-Identifier: LicenseRef-Private
// Step 1 of 8: ACCEPT. Socket → ClientStream. Before: nothing. After: http/clientstream.
#pragma once

#include "proxy/error.h"
#include "proxy/http/clientstream.h"
#include "proxy/message/request.h"
#include "proxy/message/response.h"
#include "proxy/proxyconfig.h"

#include <QObject>

#include <functional>
#include <memory>

namespace proxy {

/// What the front asks of the rest. All are called on the worker thread and must be set.
struct FrontCallbacks
{
    /// A well-formed request whose turn has come; the exchange now owns the stream. Runs inside
    /// the HTTP server's dispatch: the answer may be sent, and the stream destroyed, before it
    /// returns.
    std::function<void(std::unique_ptr<ClientStream>)> onRequest;
    /// Shapes the answer to a request that never became an exchange.
    std::function<Reply(const Error &, Dialect)> errorReply;
    /// Such a request was answered (or, with ClientGone, is beyond answering) and wants a record.
    /// @p head holds what was understood of it: method and target may be empty.
    std::function<void(const RequestHead &head, const Error &error, int status)> requestRefused;
};

/// Counters for status and metrics.
struct FrontCounters
{
    quint64 connectionsAccepted = 0;
    quint64 connectionsRefused = 0; ///< over the cap
    quint64 requests = 0; ///< handed to onRequest
    quint64 requestsRefused = 0; ///< answered before that
    int openConnections = 0;
    int openExchanges = 0; ///< requests whose answer has not ended
    qint64 bufferedBytes = 0; ///< in collected bodies now
    int connectionCap = 0; ///< the setting, or less where descriptors are few
};

/// The front door: binds, accepts, and turns every well-formed request into a ClientStream by way
/// of QHttpServer's dispatch. No client byte is parsed by QHttpServer itself. The only unit that
/// knows QtHttpServer and the differences between its versions. Created, used and destroyed on
/// the worker thread; destroying it closes every connection and calls nobody.
class Listener final : public QObject
{
    Q_OBJECT

public:
    explicit Listener(FrontCallbacks callbacks, QObject *parent = nullptr);
    ~Listener() override;
    Q_DISABLE_COPY_MOVE(Listener)

    /// Binds every address of @p settings, by default 127.0.0.1 and ::1, to one port and serves.
    /// Fails when one is in other hands, or when this Qt does not dispatch as we need it (checked
    /// by a small exchange of our own). No IPv6 is fine. Returns the port.
    [[nodiscard]] Result<quint16> listen(const ServerSettings &settings);
    /// Takes over changed settings for requests to come; addresses and port stay.
    void applySettings(const ServerSettings &settings);
    /// Gives the port back. Open exchanges go on, their connections close after the answer.
    void stopAccepting();
    /// Closes the connections on which nothing is under way.
    void closeIdle();

    [[nodiscard]] quint16 port() const;
    [[nodiscard]] bool isListening() const;
    [[nodiscard]] int openConnections() const { return counters().openConnections; }
    [[nodiscard]] int openExchanges() const { return counters().openExchanges; }
    [[nodiscard]] FrontCounters counters() const;

Q_SIGNALS:
    /// stopAccepting() was called and the last connection closed.
    void drained();

private:
    class Door;
    std::unique_ptr<Door> m_door;
};

} // namespace proxy
