// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/engine/engineparts.h"

#include "proxy/accounting/ledgerfiles.h"
#include "proxy/core/calendar.h"
#include "proxy/core/handover.h"
#include "proxy/core/sleepcountingclock.h"
#include "proxy/engine/warnings.h"
#include "proxy/exchange/sentences.h"
#include "proxy/local/errorreply.h"

#include <QDateTime>
#include <QProcessEnvironment>

#include <cmath>
#include <utility>

namespace proxy {

namespace {

std::shared_ptr<const InspectorTables> compiledInTables(const KeyedHash &hash)
{
    Result<InspectorTables> tables = loadInspectorTables();
    Q_ASSERT(tables);
    tables->hash = hash;
    return std::make_shared<const InspectorTables>(std::move(*tables));
}

QStringList keyFiles(const UpstreamSettings &settings)
{
    return backendConfigCandidates(settings, QProcessEnvironment::systemEnvironment());
}

/// What a plan saved of its own windows; a model of another maker draws on other ones.
PicoDollars savedOfPlan(const Exchange &exchange, const ModelTable &models)
{
    const ModelFacts *requested = models.find(exchange.decision.requestedModel);
    const ModelFacts *selected = models.find(exchange.decision.selectedModel);
    const bool isOfOneMaker = requested && selected && requested->family == selected->family;
    return isOfOneMaker ? *exchange.cost.baseline - *exchange.cost.actual : 0;
}

} // namespace

EngineParts::EngineParts(ProxyConfig settings, ExchangeFeed &feed,
                         std::function<void()> shownChanged)
    : config(std::make_shared<const ProxyConfig>(std::move(settings)))
    , hash(config->store.fingerprintKey)
    , changed(std::move(shownChanged))
    , tables(compiledInTables(hash))
    , inspector(*tables)
    , auth(config->upstream, keyFiles(config->upstream))
    , upstream(config->upstream)
    , probe(config->upstream.url, steadyClock(), hopId)
    , router(config->router)
    , catalog(
          {.upstream = config->upstream.url, .dialect = config->upstream.dialect, .hopId = hopId},
          [this] { return auth.key(); })
    , profiles(ClientProfiles::builtIn())
    , sessions(config->modelTable(), sleepCountingClock(), Sessions::kCapacity, hash)
    , decider(
          router, ModelMap::builtIn(), [this] { return catalog.list(); }, steadyClock(), hash)
    , log(config->record.logDir)
    , recorder(log, feed)
    , accounting(config->modelTable())
    , budgets(accounting.spending())
    , limits(planLimits, budgets)
    , events(QByteArray::number(QDateTime::currentMSecsSinceEpoch()), appendExchangeEvent,
             [this] { return pipeline.open().underWay(); })
    , modelWatch([this](const ModelWarning &warning) {
        warnOf(warning, events);
        changed();
    })
    , steps {.config = config,
             .tables = tables,
             .profiles = profiles,
             .sessions = sessions,
             .decider = decider,
             .upstream = upstream,
             .localRoutes = routes,
             .events = events,
             .recorder = recorder,
             .heads = heads,
             .texts = texts,
             .accounting = accounting,
             .access = [this]() -> const UpstreamAccess & { return currentAccess(); },
             .keyAnswered = [this](int status) { auth.noteAnswer(m_access.apiKey, status); },
             .answerTold =
                 [this](const HeaderList &headers) {
                     return tellsOfPlan(headers)
                                ? planLimits.note(headers, QDateTime::currentMSecsSinceEpoch())
                                : QByteArray();
                 },
             .budgets = &budgets,
             .clients = &clients,
             .worker = worker,
             .pool = pool,
             .clock = steadyClock(),
             .reading = {.inspector = inspector,
                         .tables = tables,
                         .pool = pool,
                         .worker = worker,
                         .clock = steadyClock()},
             .answersConverted = {.limit = config->server.maxBufferedBytes},
             .hopId = hopId,
             .loopFound =
                 [this](const Error &loop) {
                     if (!std::exchange(m_hasToldOfLoop, true))
                         warnOf(loop);
                 }}
    , pipeline(steps)
    , listener(
          {.onRequest = [this](auto stream) { pipeline.accept(std::move(stream)); },
           .errorReply = errorReply,
           .requestRefused = [this](const RequestHead &head, const Error &error,
                                    int status) { pipeline.recordRefused(head, error, status); }})
{
    renewAccess();
    texts.setMost(config->record.keptTexts);
    applyRouting();
    shareState();
    upstream.setBreakerObserver([this] { changed(); });
    watchRecorder();
    applyBudget();
    clients.apply(config->server);
    applyClients();
    applyLimits();
    clients.setObserver([this] {
        applyClients();
        setLimits();
    });
    accounting.setSpendHandler([this](const Exchange &exchange) { noteSpend(exchange); });
    accounting.setWarningHandler([this](const BudgetWarning &warning) {
        warnOf(warning, events);
        changed();
    });
    readPastLedger();
}

EngineParts::~EngineParts()
{
    pool.waitForDone();
    pipeline.open().cutAll();
    recorder.settle();
}

void EngineParts::shareState()
{
    if (!config->store.isSet())
        return;
    shared =
        std::make_unique<SharedParts>(*config,
                                      SharedParts::Engine {.decider = decider,
                                                           .sessions = sessions,
                                                           .sessionClock = sleepCountingClock(),
                                                           .router = router,
                                                           .upstream = upstream,
                                                           .accounting = accounting,
                                                           .budgets = budgets},
                                      [this] { changed(); });
    steps.shared = &shared->state();
}

void EngineParts::watchRecorder()
{
    recorder.setObserver([this](const Exchange &exchange) {
        events.progressed(exchange);
        if (!progressRound.isActive())
            progressRound.start();
    });
    recorder.setWatcher([this] { return events.readers() > 0; });
    progressRound.setInterval(config->record.progressEvery);
    QObject::connect(&progressRound, &QTimer::timeout, &progressRound, [this] {
        pipeline.open().tellProgress();
        if (pipeline.open().count() == 0)
            progressRound.stop();
    });
    recorder.setEndObserver([this](const Exchange &exchange, QByteArrayView row) {
        metrics.add(exchange, accounting.table());
        if (exchange.modelSubstituted)
            modelWatch.noteSubstitution(exchange.decision.selectedModel, exchange.responseModel,
                                        today());
        events.ended(row, sentencesOf(exchange));
    });
}

/// Sizes are taken now, before this run's first row: what it writes is counted as it happens.
void EngineParts::readPastLedger()
{
    const auto read = [files = ledgerFiles(config->record.logDir),
                       index = ledgerIndexPath(config->runtimeDir)](SpendBook &subjects) {
        return readLedger(files, index, LedgerIndexUse::Update, &subjects);
    };
    // What earlier runs used may stop the first request already.
    if (budgets.mayStop()) {
        SpendBook subjects;
        const Ledger past = read(subjects);
        return adoptLedger(past, subjects);
    }
    startOn(pool, [this, read] {
        SpendBook subjects;
        Ledger past = read(subjects);
        postTo(&worker, [this, past = std::move(past), subjects = std::move(subjects)] {
            adoptLedger(past, subjects);
        });
    });
}

void EngineParts::adoptLedger(const Ledger &past, const SpendBook &subjects)
{
    accounting.adopt(past, subjects);
    if (shared)
        shared->totals().publishAll();
}

void EngineParts::noteSpend(const Exchange &exchange)
{
    if (shared)
        shared->totals().publish(exchange);
    if (!exchange.plan.isEmpty() && exchange.cost.saved())
        planLimits.spent(exchange.plan, *exchange.cost.actual,
                         savedOfPlan(exchange, accounting.table()));
    tellBudgets(exchange);
}

void EngineParts::tellBudgets(const Exchange &exchange)
{
    if (budgets.rules().empty())
        return;
    for (const BudgetUse &use :
         budgets.takeNews(spendSubjectOf(exchange), QDateTime::currentMSecsSinceEpoch())) {
        warnOf(use, events);
        changed();
    }
}

void EngineParts::apply(const ProxyConfig &settings)
{
    config = std::make_shared<const ProxyConfig>(settings);
    steps.config = config;
    steps.answersConverted.limit = config->server.maxBufferedBytes;
    auth = UpstreamAuth(config->upstream, keyFiles(config->upstream));
    upstream.applySettings(config->upstream);
    probe.setUpstream(config->upstream.url);
    router.apply(config->router);
    catalog.apply(
        {.upstream = config->upstream.url, .dialect = config->upstream.dialect, .hopId = hopId});
    applyRouting();
    sessions.setTable(config->modelTable());
    accounting.setTable(config->modelTable());
    log.setDirectory(config->record.logDir);
    texts.setMost(config->record.keptTexts);
    if (shared)
        shared->apply(*config);
    listener.applySettings(config->server);
    applyBudget();
    clients.apply(config->server);
    applyLimits();
    renewAccess();
}

void EngineParts::switchRouting(const RouterSettings &settings)
{
    auto switched = std::make_shared<ProxyConfig>(*config);
    switched->router = settings;
    config = switched;
    steps.config = config;
    router.apply(config->router);
    applyRouting();
}

const ModelWarnings &EngineParts::lookAtModels()
{
    return modelWatch.look(config, catalog.list(), today());
}

const UpstreamAccess &EngineParts::currentAccess()
{
    // Whoever began to listen there since may be an llm-proxy.
    if (!probe.isReachable().value_or(false))
        probe.refresh();
    // A key file may have changed since; the comparison is cheap, rebuilding is not.
    if (auth.key() != m_access.apiKey || probe.isOtherProxy() != m_access.isOtherProxy)
        renewAccess();
    return m_access;
}

void EngineParts::renewAccess()
{
    const auto &backend = auth.backend();
    m_access = {.authority = authorityOf(config->upstream.url),
                .basePath = config->upstream.url.path(QUrl::FullyEncoded).toLatin1(),
                .apiKey = auth.key(),
                .keyField = upstreamKeyField(config->upstream.dialect, auth.key()),
                .backendKeys = backend ? backend->keys : QList<QByteArray> {},
                .proxyKeys = config->server.apiKeys,
                .allowedOrigins = config->server.allowedOrigins,
                .hopId = hopId,
                .isOtherProxy = probe.isOtherProxy()};
}

void EngineParts::applyRouting()
{
    decider.apply(config->router, config->generation);
    decider.setModels(config->modelTable());
    decider.setTakesSuffixes(config->upstream.dialect == UpstreamDialect::Any);
}

void EngineParts::applyBudget()
{
    accounting.setBudget(
        std::llround(config->record.dailyBudgetUsd * static_cast<double>(kPicoPerDollar)));
}

void EngineParts::applyClients()
{
    limits.setClients(clients.clients());
    metrics.setClients(clients.clients());
}

void EngineParts::applyLimits()
{
    limits.apply(*config);
    setLimits();
}

void EngineParts::setLimits()
{
    if (config->router.quota.isEmpty() && budgets.rules().empty())
        return decider.setLimits(nullptr, false);
    decider.setLimits(
        [this](const RequestFacts &facts, const DecisionContext &context, ModelFamily family) {
            return limits.limitsFor(facts, context, family);
        },
        budgets.mayStop());
}

} // namespace proxy
