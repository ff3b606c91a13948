// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/upstream/upstreamclient.h"

#include "proxy/upstream/callregistry.h"
#include "proxy/upstream/forwardedcall.h"

#include <QSslConfiguration>
#include <QSslSocket>

#include <utility>

namespace proxy {

UpstreamClient::UpstreamClient(const UpstreamSettings &settings, Clock clock)
    : m_registry(std::make_unique<CallRegistry>(settings, std::move(clock)))
{ }

UpstreamClient::~UpstreamClient() = default;

std::unique_ptr<UpstreamCall> UpstreamClient::send(UpstreamRequest request,
                                                   UpstreamObserver *observer)
{
    auto call = std::make_unique<ForwardedCall>(*m_registry, std::move(request), *observer);
    call->start();
    return call;
}

void UpstreamClient::applySettings(const UpstreamSettings &settings)
{
    m_registry->applySettings(settings);
}

void UpstreamClient::resetBreaker()
{
    m_registry->breaker().reset();
}

void UpstreamClient::probeNow()
{
    m_registry->breaker().probeNow();
}

BreakerSnapshot UpstreamClient::circuit() const
{
    return m_registry->breaker().circuit();
}

void UpstreamClient::setFailureHandler(std::function<void()> handler)
{
    m_registry->breaker().setFailureHandler(std::move(handler));
}

void UpstreamClient::openBreaker()
{
    m_registry->breaker().open();
}

void UpstreamClient::setBreakerObserver(std::function<void()> changed)
{
    m_registry->breaker().setObserver(std::move(changed));
}

UpstreamStatus UpstreamClient::status() const
{
    const UpstreamBreaker &breaker = m_registry->breaker();
    const BreakerSnapshot circuit = breaker.circuit();
    UpstreamStatus status;
    status.reachable = breaker.isReachable();
    status.lastError = breaker.lastError();
    status.lastConnectedAt = breaker.lastConnectedAt();
    status.breakerOpen = !breaker.isClosed();
    status.consecutiveFailures = circuit.consecutiveFailures;
    if (circuit.since != Instant())
        status.breakerSince = circuit.since;
    status.nextProbe = breaker.nextProbe();
    status.activeCalls = m_registry->activeCalls();
    status.idleConnections = static_cast<int>(m_registry->pool().size());
    status.connectionsOpened = m_registry->connectionsOpened;
    status.connectionsReused = m_registry->connectionsReused;
    status.retries = m_registry->retries;
    status.timesOpened = circuit.timesOpened;
    return status;
}

void warmUpTls()
{
    if (QSslSocket::supportsSsl())
        QSslConfiguration::setDefaultConfiguration(QSslConfiguration::defaultConfiguration());
}

} // namespace proxy
