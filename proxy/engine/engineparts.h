// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/control/upstreamprobe.h"
#include "proxy/engine/limitwatch.h"
#include "proxy/engine/modelwatch.h"
#include "proxy/engine/sharedparts.h"
#include "proxy/exchange/exchangefeed.h"
#include "proxy/http/listener.h"
#include "proxy/loop/looplag.h"
#include "proxy/message/hops.h"
#include "proxy/pipeline/pipeline.h"
#include "proxy/record/jsonllog.h"
#include "proxy/route/modelcatalog.h"
#include "proxy/route/morphrouter.h"
#include "proxy/status/metrics.h"
#include "proxy/status/planlimits.h"
#include "proxy/upstream/upstreamauth.h"
#include "proxy/upstream/upstreamclient.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>

namespace proxy {

/// Makes and connects the objects of the worker thread: the steps, the pipeline, the listener, and
/// what records and reports. Create, use and destroy it on the worker thread. The parts are public,
/// in the order of their dependencies, so that StatusCollector and the local routes use them
/// directly.
class EngineParts final
{
public:
    /// @p shownChanged is called when something has changed that tray or menu show. @p feed must
    /// outlive this.
    EngineParts(ProxyConfig settings, ExchangeFeed &feed, std::function<void()> shownChanged);
    /// Waits for the pool, cuts open exchanges and records them.
    ~EngineParts();
    Q_DISABLE_COPY_MOVE(EngineParts)

    /// Passes changed settings to every part that can change while it runs.
    void apply(const ProxyConfig &settings);
    /// Puts other settings of routing into force until apply().
    void switchRouting(const RouterSettings &settings);
    /// Returns today's warnings about models, and reports new ones.
    const ModelWarnings &lookAtModels();

    std::shared_ptr<const ProxyConfig> config;
    const KeyedHash hash; ///< of all fingerprints
    std::function<void()> changed;
    const QByteArray hopId = newHopId(); ///< of this instance
    QObject worker; ///< receives the results of pool threads
    QTimer progressRound; ///< runs while exchanges are open
    std::shared_ptr<const InspectorTables> tables;
    RequestInspector inspector;
    ClientRegister clients;
    UpstreamAuth auth;
    UpstreamClient upstream;
    UpstreamProbe probe;
    MorphRouter router;
    ModelCatalog catalog;
    ClientProfiles profiles;
    Sessions sessions;
    Decider decider;
    JsonlLog log;
    ExchangeRecorder recorder;
    ExchangeHeads heads;
    ExchangeTexts texts;
    Accounting accounting;
    PlanLimits planLimits;
    BudgetWatch budgets;
    LimitWatch limits;
    std::unique_ptr<SharedParts> shared; ///< null: this instance is alone
    Metrics metrics;
    EventHub events;
    ModelWatch modelWatch;
    LocalRoutes routes;
    QThreadPool pool;
    Steps steps;
    Pipeline pipeline;
    LoopLag lag;
    Listener listener;

private:
    [[nodiscard]] const UpstreamAccess &currentAccess();
    void renewAccess();
    void applyRouting();
    void applyBudget();
    void applyClients();
    void applyLimits();
    void setLimits();
    void adoptLedger(const Ledger &past, const SpendBook &subjects);
    void noteSpend(const Exchange &exchange);
    void tellBudgets(const Exchange &exchange);
    void readPastLedger();
    void shareState();
    void watchRecorder();

    UpstreamAccess m_access;
    bool m_hasToldOfLoop = false;
};

} // namespace proxy
