// SPDX-License-Identifier: LicenseRef-Private
// Step 1 of 8: ACCEPT. Socket → ClientStream. Before: nothing. After: http/clientstream.
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/core/error.h"
#include "proxy/http/clientstream.h"
#include "proxy/http/frontcallbacks.h"

#include <QObject>

#include <memory>

namespace proxy {

/// Binds addresses, accepts connections and makes a ClientStream of every well-formed request,
/// through QHttpServer's dispatch. QHttpServer parses no byte of a client. No other class knows
/// QtHttpServer and the differences between its versions. Create, use and destroy it on the worker
/// thread. Destroying it closes every connection and makes no callback.
class Listener final : public QObject
{
    Q_OBJECT

public:
    explicit Listener(FrontCallbacks callbacks, QObject *parent = nullptr);
    ~Listener() override;
    Q_DISABLE_COPY_MOVE(Listener)

    /// Binds every address of @p settings, by default 127.0.0.1 and ::1, to one port and serves.
    /// Returns the port. Returns an error when an address is taken, or when this version of Qt does
    /// not dispatch requests as needed, which a small request to itself checks. A missing IPv6 is
    /// no error.
    [[nodiscard]] Result<quint16> listen(const ServerSettings &settings);
    /// Uses changed settings for later requests. Addresses and port stay.
    void applySettings(const ServerSettings &settings);
    /// Closes the listening sockets, behind the connections that wait there. Open exchanges go on;
    /// their connections close after the answer.
    void stopAccepting();
    /// Closes the connections without an exchange, except those that have just been opened: call it
    /// again.
    void closeIdle();
    /// Closes every connection now. Streams that still exist get clientGone(). After
    /// stopAccepting(), drained() follows.
    void cutAll();

    [[nodiscard]] quint16 port() const;
    [[nodiscard]] bool isListening() const;
    [[nodiscard]] int openConnections() const { return counters().openConnections; }
    [[nodiscard]] int openExchanges() const { return counters().openExchanges; }
    [[nodiscard]] FrontCounters counters() const;

Q_SIGNALS:
    /// The last connection closed after stopAccepting().
    void drained();

private:
    class Private;
    std::unique_ptr<Private> m_private;
};

} // namespace proxy
