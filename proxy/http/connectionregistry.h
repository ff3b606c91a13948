// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/core/clock.h"
#include "proxy/http/bodyintake.h"
#include "proxy/http/dispatchline.h"
#include "proxy/http/frontcallbacks.h"
#include "proxy/http/requestrules.h"
#include "proxy/http/trustedproxies.h"
#include "proxy/loop/loopround.h"

#include <QBasicTimer>
#include <QHash>
#include <QObject>
#include <QPointer>

#include <vector>

namespace proxy {

class GuardedConnection;

/// What all client connections of one Listener share: settings, callbacks, counters, the budget of
/// buffered bodies, one coarse timer, and the queue of connections that need a call from the event
/// loop.
class ConnectionRegistry final : public QObject, private LoopRound::Observer
{
    Q_OBJECT

public:
    static constexpr size_t kMaxHeldBack = 16;

    explicit ConnectionRegistry(FrontCallbacks callbacks, QObject *parent = nullptr);
    ~ConnectionRegistry() override;
    Q_DISABLE_COPY_MOVE(ConnectionRegistry)

    void applySettings(const ServerSettings &settings);
    /// From now on every answer closes its connection.
    void beginStop();
    void closeIdle();
    /// Closes every connection at once.
    void cutAll();
    /// Prevents further calls of observers and callbacks. For the destruction of the Listener.
    void abandonAll();

    /// Returns the id under which the calls below find the connection.
    [[nodiscard]] quint64 add(GuardedConnection *connection);
    void remove(quint64 id);
    /// Calls GuardedConnection::takeTurn() soon from the event loop.
    void scheduleTurn(quint64 id);
    /// Postpones the sending of connection @p id to the end of the event loop's round; then
    /// GuardedConnection::noteSent() is called. Returns false when kMaxHeldBack wait already, so
    /// that the connection must send now.
    [[nodiscard]] bool holdsBack(quint64 id);
    /// Makes the calls that scheduleTurn() announced. The event loop calls it.
    void runTurns();
    /// The connection on which QHttpServer is handed the requests; null: it has none yet.
    [[nodiscard]] DispatchLine *line() const { return m_line; }
    void setLine(DispatchLine *line) { m_line = line; }
    /// Connection @p id has a stream that waits: hands QHttpServer a request for it, which is
    /// dispatched before this returns.
    void handOver(quint64 id);
    /// QHttpServer dispatched the request: passes the waiting stream to onRequest. Returns false
    /// when there is none.
    bool dispatch();

    [[nodiscard]] bool isFull() const;

    [[nodiscard]] const FrontCallbacks &callbacks() const { return m_callbacks; }
    [[nodiscard]] const ServerSettings &settings() const { return m_settings; }
    [[nodiscard]] const TrustedProxies &trustedProxies() const { return m_trustedProxies; }
    [[nodiscard]] const HeadRules &rules() const { return m_rules; }
    [[nodiscard]] FrontCounters &counters() { return m_counters; }
    [[nodiscard]] BufferBudget &budget() { return m_budget; }
    [[nodiscard]] bool isStopping() const { return m_isStopping; }

Q_SIGNALS:
    /// The last connection closed.
    void emptied();

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    void roundEnded() override;
    void sendDue();
    [[nodiscard]] std::chrono::milliseconds sweepInterval() const;

    FrontCallbacks m_callbacks;
    ServerSettings m_settings;
    TrustedProxies m_trustedProxies;
    HeadRules m_rules;
    FrontCounters m_counters;
    BufferBudget m_budget;
    QHash<quint64, GuardedConnection *> m_connections;
    std::vector<quint64> m_due;
    std::vector<quint64> m_heldBack;
    size_t m_sent = 0; // how many of m_heldBack were sent already
    QPointer<DispatchLine> m_line;
    QBasicTimer m_sweepTimer;
    quint64 m_lastId = 0;
    quint64 m_expected = 0; // whose request QHttpServer dispatches next; 0: nobody's
    bool m_isStopping = false;
};

} // namespace proxy
