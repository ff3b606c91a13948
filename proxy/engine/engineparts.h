// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/control/upstreamprobe.h"
#include "proxy/engine/modelwatch.h"
#include "proxy/exchange/exchangefeed.h"
#include "proxy/http/listener.h"
#include "proxy/loop/looplag.h"
#include "proxy/pipeline/pipeline.h"
#include "proxy/record/jsonllog.h"
#include "proxy/route/modelcatalog.h"
#include "proxy/route/morphrouter.h"
#include "proxy/status/metrics.h"
#include "proxy/upstream/upstreamauth.h"
#include "proxy/upstream/upstreamclient.h"

#include <QObject>

#include <functional>
#include <memory>

namespace proxy {

/// The objects of the worker thread, built once and wired: the steps' own, what is told and kept of
/// the pipeline over them, the listener in front of it. Created, used and destroyed on
/// the worker thread. The parts stand open, in the order in which they know one another: who holds
/// this (StatusCollector, the local routes) asks each of them directly.
class EngineParts final
{
public:
    /// @p shownChanged: something that a light or a menu shows has changed. @p feed must outlive
    /// this.
    EngineParts(ProxyConfig settings, ExchangeFeed &feed, std::function<void()> shownChanged);
    /// Waits for the pool, cuts what is open, and records it.
    ~EngineParts();
    Q_DISABLE_COPY_MOVE(EngineParts)

    /// Takes over changed settings, each part what it can change while it runs.
    void apply(const ProxyConfig &settings);
    /// What the warnings say of the models today; new ones are told.
    const ModelWarnings &lookAtModels();

    std::shared_ptr<const ProxyConfig> config;
    std::function<void()> changed;
    QObject worker; ///< pool threads post their results to it
    std::shared_ptr<const InspectorTables> tables;
    RequestInspector inspector;
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
    Accounting accounting;
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
    void readPastLedger();
    void watchRecorder();

    UpstreamAccess m_access;
};

} // namespace proxy
