// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/engine/engine.h"

#include "proxy/engine/controlroutes.h"
#include "proxy/engine/sessionroutes.h"
#include "proxy/engine/statusroutes.h"
#include "proxy/engine/warnings.h"
#include "proxy/platform/selffacts.h"

#include <QDateTime>
#include <QHostInfo>
#include <QLoggingCategory>
#include <QNetworkInterface>

#include <algorithm>
#include <utility>

namespace proxy {

namespace {

using namespace std::chrono_literals;

Q_LOGGING_CATEGORY(lcEngine, "llmproxy.engine")

/// For what was cut to reach clients that read; the others are not waited for.
constexpr auto kLastWords = 100ms;

/// What connect() makes of an address.
QHostAddress connectedTo(QHostAddress address)
{
    if (address == QHostAddress(QHostAddress::AnyIPv4))
        address = QHostAddress(QHostAddress::LocalHost);
    else if (address == QHostAddress(QHostAddress::AnyIPv6))
        address = QHostAddress(QHostAddress::LocalHostIPv6);
    bool isMapped = false;
    if (const quint32 ipv4 = address.toIPv4Address(&isMapped); isMapped && ipv4 != 0)
        address = QHostAddress(ipv4);
    return address;
}

/// The upstream's URL leads to the port that we listen on.
bool pointsAtItself(const ProxyConfig &config, quint16 ownPort)
{
    const QUrl &url = config.upstream.url;
    if (url.port(url.scheme() == QStringLiteral("https") ? 443 : 80) != ownPort)
        return false;
    QStringList bound = config.server.hosts;
    if (bound.isEmpty())
        bound = {QStringLiteral("127.0.0.1"), QStringLiteral("::1")};
    const QList<QHostAddress> own = QNetworkInterface::allAddresses();
    const auto isListenedOn = [&](const QHostAddress &resolved) {
        const QHostAddress address = connectedTo(resolved);
        const bool is6 = address.protocol() == QAbstractSocket::IPv6Protocol;
        const QString all = is6 ? QStringLiteral("::") : QStringLiteral("0.0.0.0");
        return bound.contains(address.toString())
               || (bound.contains(all) && (address.isLoopback() || own.contains(address)));
    };
    const QList<QHostAddress> resolved = QHostInfo::fromName(url.host()).addresses();
    return std::any_of(resolved.begin(), resolved.end(), isListenedOn);
}

} // namespace

Engine::Engine(ProxyConfig config, QByteArray controlToken, ExchangeFeed &feed)
    : m_parts(std::move(config), feed, [this] { Q_EMIT changed(); })
    , m_pause(m_parts.decider, m_parts.steps.clock, [this] { Q_EMIT changed(); })
    , m_status(m_parts, m_pause)
{
    m_parts.routes.setControlToken(std::move(controlToken));
    addRoutes();
    connect(&m_beat, &QTimer::timeout, this, &Engine::beat);
    m_beat.start(15s);
    m_drainNotice.setSingleShot(true);
    connect(&m_drainNotice, &QTimer::timeout, this, &Engine::closeDoors);
    m_drainLimit.setSingleShot(true);
    connect(&m_drainLimit, &QTimer::timeout, this, &Engine::cut);
    m_lastWords.setSingleShot(true);
    connect(&m_lastWords, &QTimer::timeout, &m_parts.listener, &Listener::cutAll);
    connect(&m_parts.listener, &Listener::drained, this, &Engine::drained);
    connect(&m_parts.probe, &UpstreamProbe::finished, this, &Engine::changed);
    connect(&m_parts.catalog, &ModelCatalog::refreshed, this, [this] {
        m_parts.auth.noteAnswer(m_parts.auth.key(), m_parts.catalog.lastStatus());
        m_parts.lookAtModels();
    });
}

void Engine::addRoutes()
{
    addStatusRoutes(m_parts, m_status);
    addSessionRoutes(m_parts);
    addControlRoutes(m_parts.routes, *this);
}

void Engine::beat()
{
    if (m_status.state() == ServiceState::Draining && !m_drainNotice.isActive()) {
        m_parts.pipeline.open().cutIdleTunnels();
        m_parts.listener.closeIdle();
    }
    m_parts.events.beat();
    returnFreeMemory();
    m_parts.lookAtModels();
    if (m_parts.shared)
        m_parts.shared->look();
    warnOfKeys(m_parts.auth);
    for (const QuotaInForce &quota : m_parts.limits.takeNewQuotas())
        warnOf(quota);
    const bool wasRefused =
        std::exchange(m_isRouterKeyRefused, m_parts.router.statistics().isKeyRefused);
    if (m_isRouterKeyRefused && !wasRefused)
        warnOfRouterKey(m_parts.config->router.classifier);
}

/// The heaps of the threads keep what a burst needed until they are told otherwise: once it has
/// been quiet for a while.
void Engine::returnFreeMemory()
{
    if (!m_lull.begins(m_parts.recorder.sinceStart().requests, m_parts.pipeline.open().count()))
        return;
    proxy::returnFreeMemory();
}

Result<quint16> Engine::listen()
{
    Result<quint16> port = m_parts.listener.listen(m_parts.config->server);
    if (!port)
        return port;
    if (pointsAtItself(*m_parts.config, m_parts.listener.port()))
        return tl::make_unexpected(Error {
            .code = ErrorCode::InvalidConfig,
            .detail =
                Text::english("UPSTREAM_URL (%1) leads back to this proxy; set it to CLIProxyAPI's "
                              "own address, usually http://127.0.0.1:18317",
                              {m_parts.config->upstream.url.toString()})});
    m_status.setState(ServiceState::Running);
    warnOfKeys(m_parts.auth);
    m_parts.probe.refresh();
    m_parts.catalog.start();
    return port;
}

void Engine::drain(Drain how)
{
    if (m_status.state() == ServiceState::Draining)
        return cut();
    m_drain = how;
    m_status.setState(ServiceState::Draining);
    m_beat.start(1s);
    Q_EMIT changed();
    // So long /readyz tells balancers to send nothing more here; what they send is still served.
    if (const auto notice = m_parts.config->server.drainNotice; notice > 0ms)
        return m_drainNotice.start(notice);
    closeDoors();
}

void Engine::closeDoors()
{
    m_drainNotice.stop();
    if (m_drain == Drain::Limited)
        m_drainLimit.start(m_parts.config->server.drainTimeout);
    m_parts.listener.stopAccepting();
    m_parts.events.closeAll();
    m_parts.listener.closeIdle();
    Q_EMIT changed();
}

void Engine::cut()
{
    if (m_drainNotice.isActive())
        closeDoors();
    if (const int open = m_parts.pipeline.open().count(); open > 0)
        qCWarning(lcEngine).noquote() << "cut" << open << "open requests to end";
    m_parts.pipeline.open().cutAll();
    m_parts.listener.closeIdle();
    if (!m_lastWords.isActive())
        m_lastWords.start(kLastWords);
}

void Engine::apply(const ProxyConfig &config)
{
    m_parts.apply(config);
    Q_EMIT changed();
}

void Engine::switchRouting(const RouterSettings &settings, const QHash<QString, QString> &changes)
{
    m_parts.switchRouting(settings);
    Q_EMIT changed();
    Q_EMIT settingsRequested(changes);
}

void Engine::setConfigNotes(const ConfigNotes &notes)
{
    m_status.setConfigNotes(notes);
    Q_EMIT changed();
}

void Engine::resetBreakers(Breakers which)
{
    if (which != Breakers::Upstream)
        m_parts.router.breaker().reset(m_parts.steps.clock());
    if (which != Breakers::Router)
        m_parts.upstream.resetBreaker();
    Q_EMIT changed();
}

Result<void> Engine::liftBudget(const QByteArray &budget,
                                std::optional<std::chrono::milliseconds> duration)
{
    const QDateTime now = QDateTime::currentDateTime();
    const QDateTime end =
        duration ? now.addMSecs(duration->count()) : now.date().addDays(1).startOfDay();
    const Result<void> lifted = m_parts.limits.lift(budget, end.toMSecsSinceEpoch());
    Q_EMIT changed();
    return lifted;
}

Result<void> Engine::restoreBudget(const QByteArray &budget)
{
    const Result<void> restored = m_parts.limits.restore(budget);
    Q_EMIT changed();
    return restored;
}

void Engine::probeNow(Breakers which)
{
    if (which != Breakers::Upstream)
        m_parts.router.breaker().probeNow(m_parts.steps.clock());
    if (which != Breakers::Router) {
        m_parts.upstream.probeNow();
        m_parts.probe.refresh();
    }
    Q_EMIT changed();
}

} // namespace proxy
