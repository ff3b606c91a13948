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

/// Binds, accepts, and turns every well-formed request into a ClientStream by way
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
    /// Ends every connection now, whatever its client does; streams that are left hear that it is
    /// gone. After stopAccepting(), drained() follows.
    void cutAll();

    [[nodiscard]] quint16 port() const;
    [[nodiscard]] bool isListening() const;
    [[nodiscard]] int openConnections() const { return counters().openConnections; }
    [[nodiscard]] int openExchanges() const { return counters().openExchanges; }
    [[nodiscard]] FrontCounters counters() const;

Q_SIGNALS:
    /// stopAccepting() was called and the last connection closed.
    void drained();

private:
    class Private;
    std::unique_ptr<Private> m_private;
};

} // namespace proxy
