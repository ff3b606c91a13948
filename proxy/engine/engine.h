// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/engine/engineparts.h"
#include "proxy/engine/routingpause.h"
#include "proxy/engine/statuscollector.h"
#include "proxy/engine/trafficlull.h"
#include "proxy/status/drain.h"

#include <QHash>
#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>

namespace proxy {

/// Everything on the worker thread: it listens, takes commands, drains and ends. ProxyService owns
/// it; create, use and destroy it on the worker thread.
class Engine final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Engine)

public:
    /// @p controlToken is the token for the control routes; empty closes them. @p feed must outlive
    /// this.
    Engine(ProxyConfig config, QByteArray controlToken, ExchangeFeed &feed);
    ~Engine() override = default;

    /// Binds the addresses and serves. Returns the port, or an error that names the obstacle.
    [[nodiscard]] Result<quint16> listen();
    /// Tells of the drain by /readyz for ServerSettings::drainNotice; then closes the listening
    /// sockets, and emits drained() when the last exchange has ended. Cuts open exchanges at the
    /// drain limit, unless it is patient, or when called again.
    void drain(Drain how);
    /// Cuts open exchanges now, and every connection a moment later.
    void cut();
    void apply(const ProxyConfig &config);
    /// Puts other settings of routing into force at once, and asks the program to keep @p changes,
    /// the same as texts by their keys. The program answers with apply().
    void switchRouting(const RouterSettings &settings, const QHash<QString, QString> &changes);
    /// Sets what is wrong with the configuration, for the status.
    void setConfigNotes(const ConfigNotes &notes);
    [[nodiscard]] const ProxyConfig &config() const { return *m_parts.config; }
    [[nodiscard]] const ConfigNotes &configNotes() const { return m_status.configNotes(); }
    /// Pauses routing for @p duration; nullopt: until resume().
    void pause(std::optional<std::chrono::milliseconds> duration) { m_pause.begin(duration); }
    void resume() { m_pause.resume(); }
    void resetBreakers(Breakers which);
    void probeNow(Breakers which);
    /// Lifts a budget for @p duration, nullopt: for the rest of the day. Returns an error when
    /// there is none of that name, or when the lift could not be kept for a next start.
    [[nodiscard]] Result<void> liftBudget(const QByteArray &budget,
                                          std::optional<std::chrono::milliseconds> duration);
    /// Ends the lift of a budget. Returns the same errors.
    [[nodiscard]] Result<void> restoreBudget(const QByteArray &budget);
    [[nodiscard]] ServiceStatus status() { return m_status.status(); }

Q_SIGNALS:
    void drained();
    /// Something that tray or menu show has changed. May come often; the receiver should coalesce
    /// it.
    void changed();
    /// POST /router/stop came with the token.
    void stopRequested();
    /// A control route asks for other settings (POST /router/routing).
    void settingsRequested(const QHash<QString, QString> &changes);

private:
    void addRoutes();
    void closeDoors();
    void beat();
    void returnFreeMemory();

    EngineParts m_parts;
    RoutingPause m_pause;
    StatusCollector m_status;
    QTimer m_drainNotice; ///< between the word that it drains and the drain
    Drain m_drain = Drain::Limited;
    QTimer m_drainLimit;
    QTimer m_lastWords; ///< after cut(): when connections are closed, too
    QTimer m_beat;
    TrafficLull m_lull;
    bool m_isRouterKeyRefused = false; ///< at the last beat
};

} // namespace proxy
