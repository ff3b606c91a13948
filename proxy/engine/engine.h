// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/engine/engineparts.h"
#include "proxy/engine/routingpause.h"
#include "proxy/engine/statuscollector.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>

namespace proxy {

/// The life of everything on the worker thread: starts to listen, takes orders, drains, ends.
/// Created, used and destroyed there. ProxyService is its only owner.
class Engine final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Engine)

public:
    /// @p controlToken: what local requests that change something must carry; empty: none may.
    /// @p feed must outlive this.
    Engine(ProxyConfig config, QByteArray controlToken, ExchangeFeed &feed);
    ~Engine() override = default;

    /// Binds and serves; returns the port. The error names what stands in the way.
    [[nodiscard]] Result<quint16> listen();
    /// Gives the port back and ends when the last exchange did; cuts at the drain limit, or when
    /// called again.
    void drain();
    /// Ends what still streams now, and a moment later every connection.
    void cut();
    void apply(const ProxyConfig &config);
    /// Routing off until resumed, or for a while.
    void pause(std::optional<std::chrono::milliseconds> duration) { m_pause.begin(duration); }
    void resume() { m_pause.resume(); }
    void resetBreakers(Breakers which);
    void probeNow(Breakers which);
    [[nodiscard]] ServiceStatus status() { return m_status.status(); }

Q_SIGNALS:
    void drained();
    /// Something that a light or a menu shows has changed; coalesced by the receiver.
    void changed();
    /// POST /router/stop came with the token.
    void stopRequested();
    /// A local request asks for other settings (POST /router/routing, …).
    void settingsRequested(const QHash<QString, QString> &changes);

private:
    void addRoutes();
    void beat();
    void returnFreeMemory();

    EngineParts m_parts;
    RoutingPause m_pause;
    StatusCollector m_status;
    QTimer m_drainLimit;
    QTimer m_lastWords; ///< after it nobody is waited for
    QTimer m_beat;
    quint64 m_requestsAtBeat = 0;
    bool m_wasBusy = false; ///< since free memory was given back
};

} // namespace proxy
