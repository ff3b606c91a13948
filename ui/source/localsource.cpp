// SPDX-License-Identifier: LicenseRef-Private
#include "ui/source/localsource.h"

#include "proxy/config/ownaddress.h"

#include <QCoreApplication>

namespace ui {

namespace {

using namespace std::chrono_literals;

constexpr auto kPullInterval = 100ms;
constexpr auto kRefreshInterval = 1s;

} // namespace

LocalSource::LocalSource(DesktopHost &host, QObject *parent)
    : LocalSource(host, host.service(), Kind::Real, parent)
{ }

LocalSource::LocalSource(DesktopHost &host, DesktopHost::Demo demo, QObject *parent)
    : LocalSource(host, demo.service, Kind::Demo, parent)
{
    m_demoToken = demo.controlToken;
}

LocalSource::LocalSource(DesktopHost &host, proxy::ProxyService &service, Kind kind,
                         QObject *parent)
    : ProxySource(parent)
    , m_host(host)
    , m_service(service)
    , m_kind(kind)
    , m_status(service.status())
{
    using proxy::ProxyService;
    m_pull.setSingleShot(true);
    m_pull.setInterval(kPullInterval);
    m_refresh.setInterval(kRefreshInterval);
    connect(&m_pull, &QTimer::timeout, this, &LocalSource::pull);
    connect(&m_refresh, &QTimer::timeout, this, &LocalSource::refreshStatus);
    connect(&service, &ProxyService::exchangesArrived, this, [this] {
        if (!m_pull.isActive())
            m_pull.start();
    });
    connect(&service, &ProxyService::statusChanged, this, &LocalSource::take);
    connect(&service, &ProxyService::startFailed, this, &LocalSource::fail);
    m_refresh.start();
}

QString LocalSource::baseUrl() const
{
    if (isDemo())
        return proxy::ownUrl({QStringLiteral("127.0.0.1")}, m_status.port);
    const quint16 port = m_status.port != 0 ? m_status.port : m_host.config().config.server.port;
    return proxy::ownUrl(m_host.config().config.server.hosts, port);
}

QByteArray LocalSource::controlToken() const
{
    return isDemo() ? m_demoToken : m_host.controlToken();
}

qint64 LocalSource::processId() const
{
    return QCoreApplication::applicationPid();
}

void LocalSource::refreshStatus()
{
    // A failed start is the status until somebody tries again.
    if (m_status.state != proxy::ServiceState::Failed)
        m_service.refreshStatus();
}

void LocalSource::setRoutingEnabled(bool enabled)
{
    save(QStringLiteral("MORPH_ROUTER_ENABLED"),
         enabled ? QStringLiteral("true") : QStringLiteral("false"));
}

void LocalSource::setMode(proxy::RouterMode mode)
{
    save(QStringLiteral("MORPH_ROUTER_MODE"), QLatin1StringView(proxy::name(mode)));
}

void LocalSource::setProvider(proxy::RouterProvider provider)
{
    save(QStringLiteral("MORPH_ROUTER_PROVIDER"), QLatin1StringView(proxy::name(provider)));
}

void LocalSource::pauseRouting(std::optional<std::chrono::minutes> duration)
{
    m_service.pauseRouting(duration);
    refreshStatus();
}

void LocalSource::resumeRouting()
{
    m_service.resumeRouting();
    refreshStatus();
}

void LocalSource::resetBreakers(proxy::Breakers which)
{
    m_service.resetBreakers(which);
}

void LocalSource::probeNow(proxy::Breakers which)
{
    m_service.probeNow(which);
}

void LocalSource::liftBudget(const QByteArray &budget, std::optional<std::chrono::minutes> duration)
{
    m_service.liftBudget(budget, duration);
    refreshStatus();
}

void LocalSource::restoreBudget(const QByteArray &budget)
{
    m_service.restoreBudget(budget);
    refreshStatus();
}

void LocalSource::startProxy()
{
    if (isDemo())
        return;
    m_status.state = proxy::ServiceState::Starting;
    m_status.failure.reset();
    m_host.startEngine();
}

void LocalSource::stopProxy()
{
    m_host.stopEngine();
}

void LocalSource::save(const QString &key, const QString &value)
{
    if (isDemo()) {
        Q_EMIT wishFailed(proxy::Text::words(
            tr("This is the demo, which leaves your settings alone. Leave it to change them.")));
        return refreshStatus();
    }
    const proxy::Result<void> saved = m_host.saveSettings({{key, value}});
    if (!saved)
        Q_EMIT wishFailed(saved.error().detail);
    refreshStatus();
}

void LocalSource::take(const proxy::ServiceStatus &status)
{
    m_status = status;
    Q_EMIT statusChanged(m_status);
}

void LocalSource::pull()
{
    const proxy::ExchangeFeed::Batch batch = m_service.feed().pull();
    if (batch.dropped > 0)
        Q_EMIT exchangesLost(batch.dropped);
    if (!batch.exchanges.empty())
        Q_EMIT exchangesArrived(batch.exchanges);
}

void LocalSource::fail(const proxy::Error &error)
{
    m_status = {};
    m_status.state = proxy::ServiceState::Failed;
    m_status.failure = error;
    Q_EMIT statusChanged(m_status);
}

} // namespace ui
