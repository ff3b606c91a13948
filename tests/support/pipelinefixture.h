// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/sleepcountingclock.h"
#include "proxy/pipeline/pipeline.h"
#include "proxy/record/jsonllog.h"
#include "tests/support/fakerouter.h"
#include "tests/support/poolgate.h"
#include "tests/support/scriptedclient.h"
#include "tests/support/scriptedupstream.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>

#include <atomic>
#include <memory>

namespace support {

/// A moment that the test moves on; pool threads read it too.
class SharedInstant final
{
public:
    // NOLINTNEXTLINE(google-explicit-constructor): it stands for the moment itself.
    operator proxy::Instant() const { return m_at.load(); }
    void operator+=(proxy::Instant::duration time) { m_at.store(m_at.load() + time); }

private:
    std::atomic<proxy::Instant> m_at {proxy::Instant(std::chrono::hours(1))};
};

/// The pipeline with all its steps, and without a socket: client, router and upstream are the
/// test's. The pool stands still until the gate opens, the clock until the test turns it.
class PipelineFixture final
{
public:
    explicit PipelineFixture(const proxy::ProxyConfig &config = usualConfig())
        : upstream(transcript)
        , m_tables(std::make_shared<const proxy::InspectorTables>(*proxy::loadInspectorTables()))
        , m_inspector(*m_tables)
        , m_profiles(proxy::ClientProfiles::builtIn())
        , m_sessions(config.modelTable(), proxy::sleepCountingClock())
        , m_decider(
              router, proxy::ModelMap::builtIn(),
              [] { return std::make_shared<const proxy::ModelList>(listedModels()); }, clock())
        , m_log(m_dir.path())
        , m_recorder(m_log, m_feed)
        , m_accounting(config.modelTable())
        , m_events(
              "life", [](QByteArray &, const proxy::Exchange &) {},
              [] { return std::vector<const proxy::Exchange *>(); })
        , steps {.config = std::make_shared<const proxy::ProxyConfig>(config),
                 .tables = m_tables,
                 .profiles = m_profiles,
                 .sessions = m_sessions,
                 .decider = m_decider,
                 .upstream = upstream,
                 .localRoutes = localRoutes,
                 .events = m_events,
                 .recorder = m_recorder,
                 .heads = m_heads,
                 .texts = texts,
                 .accounting = m_accounting,
                 .access = [this]() -> const proxy::UpstreamAccess & { return m_access; },
                 .keyAnswered =
                     [this](int status) {
                         if (status == 401)
                             transcript.append("our key is refused");
                     },
                 .worker = m_worker,
                 .pool = gate.pool,
                 .clock = clock(),
                 .reading = {.inspector = m_inspector,
                             .tables = m_tables,
                             .pool = gate.pool,
                             .worker = m_worker,
                             .clock = clock()}}
        , pipeline(std::make_unique<proxy::Pipeline>(steps))
    {
        m_access.authority = "upstream";
        m_access.apiKey = "upstream-key";
        m_decider.apply(config.router, config.generation);
        m_decider.setModels(config.modelTable());
        m_recorder.setWatcher([this] { return isWatched; });
        m_recorder.setObserver([this](const proxy::Exchange &exchange) {
            latest = exchange;
            ++progressed;
        });
        m_recorder.setEndObserver([this](const proxy::Exchange &exchange, QByteArrayView) {
            recorded.push_back(exchange);
        });
    }
    ~PipelineFixture() { gate.open(); }
    Q_DISABLE_COPY_MOVE(PipelineFixture)

    [[nodiscard]] static proxy::ProxyConfig usualConfig()
    {
        proxy::ProxyConfig config;
        config.router.apiKey = "morph-key";
        config.generation = 1;
        return config;
    }
    /// With an upstream that speaks OpenAI's dialect alone.
    [[nodiscard]] static proxy::ProxyConfig convertingConfig()
    {
        proxy::ProxyConfig config = usualConfig();
        config.upstream.dialect = proxy::UpstreamDialect::OpenAi;
        return config;
    }
    /// Without a key of the router's.
    [[nodiscard]] static proxy::ProxyConfig offConfig()
    {
        proxy::ProxyConfig config = usualConfig();
        config.router.apiKey.clear();
        return config;
    }

    /// A request's head comes in.
    std::shared_ptr<ClientSeat> connect(const QByteArray &path = "/v1/messages",
                                        const QByteArray &coding = {},
                                        const QByteArray &origin = {}, bool isWebSocket = false,
                                        const QByteArray &method = "POST")
    {
        return connectTo(path, path.split('?').first(), method, coding, origin, isWebSocket);
    }
    std::shared_ptr<ClientSeat> connectTo(const QByteArray &target, const QByteArray &path,
                                          const QByteArray &method, const QByteArray &coding = {},
                                          const QByteArray &origin = {}, bool isWebSocket = false)
    {
        auto seat = std::make_shared<ClientSeat>();
        seat->transcript = &transcript;
        seat->head.method = method;
        seat->head.target = target;
        seat->head.normalisedPath = path;
        seat->head.headers.append("Host", "localhost");
        seat->head.upgradesToWebSocket = isWebSocket;
        if (!coding.isEmpty())
            seat->head.headers.append("Content-Encoding", coding);
        if (!origin.isEmpty())
            seat->head.headers.append("Origin", origin);
        seat->head.peer = QHostAddress(QHostAddress::LocalHost);
        seat->head.arrivedAt = now;
        pipeline->accept(std::make_unique<ScriptedClient>(seat));
        return seat;
    }
    /// Whatever waits in the event loop happens.
    void goOn() { QCoreApplication::processEvents(); }
    /// The pool does what it has by now, and its results arrive.
    void finishPool()
    {
        gate.open();
        gate.close();
        goOn();
    }
    /// Where the only exchange stands; Ended when there is none.
    [[nodiscard]] proxy::ExchangeRun::Stage stage() const
    {
        const auto stages = pipeline->open().stages();
        return stages.empty() ? proxy::ExchangeRun::Stage::Ended : stages.front();
    }
    [[nodiscard]] int open() const { return pipeline->open().count(); }
    /// Puts budgets into force, of which everything is used.
    void useUpBudgets(const QByteArray &json)
    {
        m_book.addToDay(QDate::currentDate(), {},
                        {.cost = 1'000'000 * proxy::kPicoPerDollar, .tokens = 1'000'000'000});
        m_budgets.setRules(*proxy::parseBudgetRules(QJsonDocument::fromJson(json).array()));
        m_decider.setLimits(
            [this](const proxy::RequestFacts &, const proxy::DecisionContext &context,
                   proxy::ModelFamily) {
                return m_budgets.limitsFor({.project = context.project,
                                            .clientKey = context.clientKey,
                                            .session = context.sessionId},
                                           QDateTime::currentMSecsSinceEpoch());
            },
            m_budgets.mayStop());
        steps.budgets = &m_budgets;
    }
    /// What was recorded by now.
    const std::vector<proxy::Exchange> &records()
    {
        m_recorder.settle();
        return recorded;
    }

    Transcript transcript;
    SharedInstant now;
    FakeRouter router;
    ScriptedUpstream upstream;
    PoolGate gate;
    proxy::LocalRoutes localRoutes;
    proxy::ExchangeTexts texts;
    bool isWatched = true; ///< whether anybody looks at exchanges under way
    proxy::Exchange latest; ///< what watchers were told last
    int progressed = 0; ///< what watchers were told of exchanges under way
    std::vector<proxy::Exchange> recorded;

private:
    [[nodiscard]] proxy::Clock clock()
    {
        return [this]() -> proxy::Instant { return now; };
    }
    [[nodiscard]] static proxy::ModelList listedModels()
    {
        return {"claude-sonnet-4-6", "claude-haiku-4-5-20251001", "claude-opus-4-8", "gpt-5"};
    }

    QTemporaryDir m_dir;
    QObject m_worker;
    std::shared_ptr<const proxy::InspectorTables> m_tables;
    proxy::RequestInspector m_inspector;
    proxy::ClientProfiles m_profiles;
    proxy::Sessions m_sessions;
    proxy::Decider m_decider;
    proxy::ExchangeFeed m_feed;
    proxy::JsonlLog m_log;
    proxy::ExchangeRecorder m_recorder;
    proxy::ExchangeHeads m_heads;
    proxy::Accounting m_accounting;
    proxy::EventHub m_events;
    proxy::UpstreamAccess m_access;
    proxy::SpendBook m_book;
    proxy::BudgetWatch m_budgets {m_book};

public:
    proxy::Steps steps;
    std::unique_ptr<proxy::Pipeline> pipeline;
};

} // namespace support
