// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/control/upstreamprobe.h"
#include "proxy/core/pauseend.h"
#include "proxy/engine/modelwatch.h"
#include "proxy/exchange/exchangefeed.h"
#include "proxy/http/listener.h"
#include "proxy/loop/looplag.h"
#include "proxy/pipeline/pipeline.h"
#include "proxy/record/jsonllog.h"
#include "proxy/route/modelcatalog.h"
#include "proxy/route/morphrouter.h"
#include "proxy/status/metrics.h"
#include "proxy/status/servicestatus.h"
#include "proxy/upstream/upstreamauth.h"
#include "proxy/upstream/upstreamclient.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>

namespace proxy {

/// Everything that lives on the worker thread, built once and wired together: the steps' objects,
/// our own routes, the pipeline over them. Created, used and destroyed there. ProxyService is its
/// only owner.
class Engine final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(Engine)

public:
    Engine(ProxyConfig config, QByteArray controlToken, ExchangeFeed &feed);
    ~Engine() override;

    /// Binds and serves. The error names what stands in the way.
    [[nodiscard]] Result<quint16> listen();
    /// Gives the port back and ends when the last exchange did; cuts at the drain limit.
    void drain();
    /// Ends what still streams now, and a moment later every connection.
    void cut();
    void apply(const ProxyConfig &config);
    /// Routing off until resumed, or for a while.
    void pause(std::optional<std::chrono::milliseconds> duration);
    void resume();
    void resetBreakers(Breakers which);
    void probeNow(Breakers which);
    [[nodiscard]] ServiceStatus status();

Q_SIGNALS:
    void drained();
    /// Something that a light or a menu shows has changed; coalesced by the receiver.
    void changed();
    /// POST /router/stop came with the token.
    void stopRequested();
    /// A local request asks for other settings (POST /router/routing, …).
    void settingsRequested(const QHash<QString, QString> &changes);

private:
    void resumeInTime();
    void returnFreeMemory();
    void addRoutes();
    void addControlRoutes();
    void addExchangeRoute();
    void openBooks();
    void addMetricsRoute();
    void fillBooks(ServiceStatus &status) const;
    void applyBudget();
    void warnOfBudget(const BudgetWarning &warning);
    const ModelNotices &lookAtModels();
    /// To the log: what is wrong with the upstream's keys and was not told yet.
    void tellKeyWarnings();
    void warnOfModel(const ModelNotice &notice);
    void addSessionRoutes();
    [[nodiscard]] Reply controlSession(const Request &request);
    [[nodiscard]] Reply pauseAsked(const Request &request);
    [[nodiscard]] Reply breakerAsked(const Request &request);
    [[nodiscard]] Reply routingAsked(const Request &request);
    [[nodiscard]] const UpstreamAccess &access();
    void applyAccess();
    [[nodiscard]] bool pointsAtItself() const;
    [[nodiscard]] RoutingState routingState() const;
    [[nodiscard]] BreakerStatus routerBreaker() const;
    [[nodiscard]] BreakerStatus upstreamBreaker() const;

    std::shared_ptr<const ProxyConfig> m_config;
    ExchangeFeed &m_feed;
    std::shared_ptr<const InspectorTables> m_tables;
    RequestInspector m_inspector;
    UpstreamAuth m_auth;
    UpstreamClient m_upstream;
    UpstreamProbe m_probe;
    MorphRouter m_router;
    ModelCatalog m_catalog;
    ClientProfiles m_profiles;
    Sessions m_sessions;
    Decider m_decider;
    JsonlLog m_log;
    ExchangeRecorder m_recorder;
    ExchangeHeads m_heads;
    Books m_books;
    Metrics m_metrics;
    EventHub m_events;
    ModelWatch m_modelWatch;
    LocalRoutes m_routes;
    UpstreamAccess m_access;
    QThreadPool m_pool;
    Steps m_steps;
    Pipeline m_pipeline;
    LoopLag m_lag;
    Listener m_listener;
    QTimer m_drainLimit;
    QTimer m_lastWords; ///< after it nobody is waited for
    std::optional<PauseEnd> m_pauseEnd; ///< nullopt: until resumed by hand
    QTimer m_resumeTimer; ///< looks whether it has come
    QTimer m_beat;
    quint64 m_requestsAtBeat = 0;
    bool m_wasBusy = false; ///< since free memory was given back
    ServiceState m_state = ServiceState::Starting;
    bool m_paused = false;
    qint64 m_startedAtMs;
};

} // namespace proxy
