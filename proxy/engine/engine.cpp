// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/engine/engine.h"

#include "proxy/core/calendar.h"
#include "proxy/core/sleepcountingclock.h"
#include "proxy/exchange/exchangejson.h"
#include "proxy/local/errorreply.h"
#include "proxy/status/statusreport.h"

#include <QDateTime>
#include <QHostInfo>
#include <QNetworkInterface>
#include <QProcessEnvironment>

#include <algorithm>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace proxy {

namespace {

using namespace std::chrono_literals;

/// For what was cut to reach clients that read; the others are not waited for.
constexpr auto kLastWords = 100ms;

std::shared_ptr<const InspectorTables> compiledInTables()
{
    Result<InspectorTables> tables = loadInspectorTables();
    Q_ASSERT(tables);
    return std::make_shared<const InspectorTables>(std::move(*tables));
}

QStringList keyFiles(const UpstreamSettings &settings)
{
    return backendConfigCandidates(settings, QProcessEnvironment::systemEnvironment());
}

QByteArray authorityOf(const QUrl &url)
{
    QByteArray host = url.host(QUrl::FullyEncoded).toLatin1();
    if (host.contains(':'))
        host = '[' + host + ']';
    return url.port() < 0 ? host : host + ':' + QByteArray::number(url.port());
}

} // namespace

Engine::Engine(ProxyConfig config, QByteArray controlToken, ExchangeFeed &feed)
    : m_config(std::make_shared<const ProxyConfig>(std::move(config)))
    , m_feed(feed)
    , m_tables(compiledInTables())
    , m_inspector(*m_tables)
    , m_auth(m_config->upstream, keyFiles(m_config->upstream))
    , m_upstream(m_config->upstream)
    , m_probe(m_config->upstream.url, steadyClock())
    , m_router(m_config->router)
    , m_catalog(
          {.upstream = m_config->upstream.url, .dialect = m_config->upstream.dialect},
          [this] { return m_auth.key(); }, steadyClock())
    , m_profiles(ClientProfiles::builtIn())
    , m_sessions(m_config->modelTable(), sleepCountingClock())
    , m_decider(
          m_router, ModelMap::builtIn(), [this] { return m_catalog.list(); }, steadyClock())
    , m_log(m_config->record.logDir)
    , m_recorder(m_log, m_feed)
    , m_books(m_config->modelTable())
    , m_events(QByteArray::number(QDateTime::currentMSecsSinceEpoch()), appendExchangeJson,
               [this] { return m_pipeline.open().underWay(); })
    , m_modelWatch([this](const ModelNotice &notice) { warnOfModel(notice); })
    , m_steps {.config = m_config,
               .tables = m_tables,
               .profiles = m_profiles,
               .sessions = m_sessions,
               .decider = m_decider,
               .upstream = m_upstream,
               .localRoutes = m_routes,
               .events = m_events,
               .recorder = m_recorder,
               .heads = m_heads,
               .books = m_books,
               .access = [this]() -> const UpstreamAccess & { return access(); },
               .keyRefused = [this] { m_auth.keyRefused(m_access.apiKey); },
               .worker = *this,
               .pool = m_pool,
               .clock = steadyClock(),
               .reading = {.inspector = m_inspector,
                           .tables = m_tables,
                           .pool = m_pool,
                           .worker = *this,
                           .clock = steadyClock()}}
    , m_pipeline(m_steps)
    , m_listener(
          {.onRequest = [this](auto stream) { m_pipeline.accept(std::move(stream)); },
           .errorReply = errorReply,
           .requestRefused = [this](const RequestHead &head, const Error &error,
                                    int status) { m_pipeline.recordRefused(head, error, status); }})
    , m_startedAtMs(QDateTime::currentMSecsSinceEpoch())
{
    m_routes.setControlToken(std::move(controlToken));
    addRoutes();
    addControlRoutes();
    applyAccess();
    openBooks();
    m_decider.apply(m_config->router, m_config->generation);
    m_decider.setModels(m_config->modelTable());
    m_upstream.setBreakerObserver([this] { Q_EMIT changed(); });
    m_recorder.setObserver([this](const Exchange &exchange) { m_events.progressed(exchange); });
    m_recorder.setEndObserver([this](const Exchange &exchange, const QByteArray &row) {
        m_metrics.add(exchange, m_books.table());
        if (exchange.modelSubstituted)
            m_modelWatch.noteSubstitution(exchange.decision.selectedModel, exchange.responseModel,
                                          today());
        m_events.ended(row);
    });
    // Often enough that a stream that stands still is told of soon.
    m_beat.start(std::min<std::chrono::milliseconds>(15s, m_config->record.stalledAfter / 4));
    connect(&m_beat, &QTimer::timeout, this, [this] {
        m_pipeline.open().tellStalls();
        m_events.beat();
        returnFreeMemory();
        lookAtModels();
        tellKeyWarnings();
    });
    m_drainLimit.setSingleShot(true);
    m_lastWords.setSingleShot(true);
    connect(&m_lastWords, &QTimer::timeout, &m_listener, &Listener::cutAll);
    m_resumeTimer.setSingleShot(true);
    connect(&m_drainLimit, &QTimer::timeout, this, &Engine::cut);
    connect(&m_resumeTimer, &QTimer::timeout, this, &Engine::resumeInTime);
    connect(&m_listener, &Listener::drained, this, &Engine::drained);
    connect(&m_probe, &UpstreamProbe::finished, this, &Engine::changed);
    connect(&m_catalog, &ModelCatalog::refreshed, this, &Engine::lookAtModels);
}

/// The heaps of the threads keep what a burst needed until they are told otherwise: once it has
/// been quiet for a while.
void Engine::returnFreeMemory()
{
    const quint64 requests = m_recorder.sinceStart().requests;
    if (requests != std::exchange(m_requestsAtBeat, requests) || m_pipeline.open().count() > 0) {
        m_wasBusy = true;
        return;
    }
    if (!std::exchange(m_wasBusy, false))
        return;
#ifdef __GLIBC__
    ::malloc_trim(0);
#endif
}

Engine::~Engine()
{
    m_pool.waitForDone();
    m_pipeline.open().cutAll();
    m_recorder.settle();
}

Result<quint16> Engine::listen()
{
    Result<quint16> port = m_listener.listen(m_config->server);
    if (!port)
        return port;
    if (pointsAtItself())
        return tl::make_unexpected(Error {
            .code = ErrorCode::InvalidConfig,
            .detail = QStringLiteral(
                          "UPSTREAM_URL (%1) leads back to this proxy; set it to CLIProxyAPI's "
                          "own address, usually http://127.0.0.1:18317")
                          .arg(m_config->upstream.url.toString())});
    m_state = ServiceState::Running;
    tellKeyWarnings();
    m_probe.refresh();
    m_catalog.start();
    return port;
}

void Engine::drain()
{
    if (m_state == ServiceState::Draining)
        return cut();
    m_state = ServiceState::Draining;
    m_drainLimit.start(m_config->server.drainTimeout);
    m_listener.stopAccepting();
    m_events.closeAll();
    m_listener.closeIdle();
    Q_EMIT changed();
}

void Engine::cut()
{
    m_pipeline.open().cutAll();
    m_listener.closeIdle();
    if (!m_lastWords.isActive())
        m_lastWords.start(kLastWords);
}

void Engine::apply(const ProxyConfig &config)
{
    m_config = std::make_shared<const ProxyConfig>(config);
    m_steps.config = m_config;
    m_auth = UpstreamAuth(config.upstream, keyFiles(config.upstream));
    m_upstream.applySettings(config.upstream);
    m_probe.setUpstream(config.upstream.url);
    m_router.apply(config.router);
    m_catalog.apply({.upstream = config.upstream.url, .dialect = config.upstream.dialect});
    m_decider.apply(config.router, config.generation);
    m_decider.setModels(config.modelTable());
    m_sessions.setTable(config.modelTable());
    m_books.setTable(config.modelTable());
    m_log.setDirectory(config.record.logDir);
    m_listener.applySettings(config.server);
    applyBudget();
    applyAccess();
    Q_EMIT changed();
}

const UpstreamAccess &Engine::access()
{
    // A key file may have changed since; the comparison is cheap, rebuilding is not.
    if (m_auth.key() != m_access.apiKey)
        applyAccess();
    return m_access;
}

void Engine::applyAccess()
{
    const auto &backend = m_auth.backend();
    m_access = {.authority = authorityOf(m_config->upstream.url),
                .basePath = m_config->upstream.url.path(QUrl::FullyEncoded).toLatin1(),
                .dialect = m_config->upstream.dialect,
                .apiKey = m_auth.key(),
                .backendKeys = backend ? backend->keys : QList<QByteArray> {},
                .proxyKeys = m_config->server.apiKeys,
                .allowedOrigins = m_config->server.allowedOrigins};
}

bool Engine::pointsAtItself() const
{
    const QUrl &url = m_config->upstream.url;
    if (url.port(url.scheme() == QStringLiteral("https") ? 443 : 80) != m_listener.port())
        return false;
    QStringList bound = m_config->server.hosts;
    if (bound.isEmpty())
        bound = {QStringLiteral("127.0.0.1"), QStringLiteral("::1")};
    const QList<QHostAddress> own = QNetworkInterface::allAddresses();
    const auto isListenedOn = [&](QHostAddress address) {
        // What connect() makes of them.
        if (address == QHostAddress(QHostAddress::AnyIPv4))
            address = QHostAddress(QHostAddress::LocalHost);
        else if (address == QHostAddress(QHostAddress::AnyIPv6))
            address = QHostAddress(QHostAddress::LocalHostIPv6);
        bool isMapped = false;
        if (const quint32 ipv4 = address.toIPv4Address(&isMapped); isMapped && ipv4 != 0)
            address = QHostAddress(ipv4);
        const bool is6 = address.protocol() == QAbstractSocket::IPv6Protocol;
        const QString all = is6 ? QStringLiteral("::") : QStringLiteral("0.0.0.0");
        return bound.contains(address.toString())
               || (bound.contains(all) && (address.isLoopback() || own.contains(address)));
    };
    const QList<QHostAddress> resolved = QHostInfo::fromName(url.host()).addresses();
    return std::any_of(resolved.begin(), resolved.end(), isListenedOn);
}

} // namespace proxy
