// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/upstream/upstreamclient.h"

#include "proxy/upstream/callboard.h"
#include "proxy/upstream/forwardedcall.h"

#include <QSslConfiguration>
#include <QSslSocket>

#include <utility>

namespace proxy {

UpstreamClient::UpstreamClient(const UpstreamSettings &settings, Clock clock)
    : m_board(std::make_unique<CallBoard>(settings, std::move(clock)))
{ }

UpstreamClient::~UpstreamClient() = default;

std::unique_ptr<UpstreamCall> UpstreamClient::send(UpstreamRequest request,
                                                   UpstreamObserver *observer)
{
    auto call = std::make_unique<ForwardedCall>(*m_board, std::move(request), *observer);
    call->start();
    return call;
}

void UpstreamClient::applySettings(const UpstreamSettings &settings)
{
    m_board->applySettings(settings);
}

void UpstreamClient::resetBreaker()
{
    m_board->breaker().reset();
}

void UpstreamClient::probeNow()
{
    m_board->breaker().probeNow();
}

void UpstreamClient::setBreakerObserver(std::function<void()> changed)
{
    m_board->breaker().setObserver(std::move(changed));
}

UpstreamStatus UpstreamClient::status() const
{
    const UpstreamBreaker &breaker = m_board->breaker();
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
    status.activeCalls = m_board->activeCalls();
    status.idleConnections = static_cast<int>(m_board->pool().size());
    status.connectionsOpened = m_board->connectionsOpened;
    status.connectionsReused = m_board->connectionsReused;
    status.retries = m_board->retries;
    status.timesOpened = circuit.timesOpened;
    return status;
}

void warmUpTls()
{
    if (QSslSocket::supportsSsl())
        QSslConfiguration::setDefaultConfiguration(QSslConfiguration::defaultConfiguration());
}

} // namespace proxy
