// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/upstream/callregistry.h"

#include "proxy/upstream/forwardedcall.h"

#include <algorithm>
#include <utility>

namespace proxy {

namespace {

constexpr size_t kReadBuffer = 64 * 1024;
constexpr std::chrono::milliseconds kLongestSweep {250};
constexpr std::chrono::milliseconds kShortestSweep {5};

Endpoint endpointOf(const QUrl &url)
{
    const bool isTls = url.scheme() == QLatin1String("https");
    return {.host = url.host(),
            .port = static_cast<quint16>(url.port(isTls ? 443 : 80)),
            .isTls = isTls};
}

UpstreamBreaker::Settings breakerSettings(const UpstreamSettings &settings)
{
    return {.endpoint = endpointOf(settings.url),
            .threshold = settings.breakerThreshold,
            .connectTimeout = settings.connectTimeout};
}

} // namespace

CallRegistry::CallRegistry(const UpstreamSettings &settings, Clock clock)
    : m_settings(settings)
    , m_endpoint(endpointOf(settings.url))
    , m_clock(std::move(clock))
    , m_buffer(kReadBuffer)
    , m_breaker(breakerSettings(settings), m_clock)
{
    QObject::connect(&m_sweepTimer, &QTimer::timeout, &m_sweepTimer, [this] { sweep(); });
}

CallRegistry::~CallRegistry()
{
    LoopRound::forget(*this);
    for (ForwardedCall *call : m_calls)
        call->forgetRegistry();
}

void CallRegistry::applySettings(const UpstreamSettings &settings)
{
    m_settings = settings;
    m_breaker.setSettings(breakerSettings(settings));
    const Endpoint endpoint = endpointOf(settings.url);
    if (endpoint != m_endpoint)
        m_pool.clear();
    m_endpoint = endpoint;
    if (m_sweepTimer.isActive())
        m_sweepTimer.start(sweepInterval());
}

void CallRegistry::add(ForwardedCall &call)
{
    call.setIndex(m_calls.size());
    m_calls.push_back(&call);
    if (!m_sweepTimer.isActive())
        m_sweepTimer.start(sweepInterval());
}

void CallRegistry::remove(ForwardedCall &call)
{
    const size_t index = call.index();
    m_calls[index] = m_calls.back();
    m_calls[index]->setIndex(index);
    m_calls.pop_back();
    std::erase(m_unsent, &call);
}

void CallRegistry::sendSoon(ForwardedCall &call)
{
    if (!LoopRound::hasMore())
        return call.sendNow();
    if (m_unsent.empty())
        LoopRound::callAtEnd(*this);
    m_unsent.push_back(&call);
    if (m_unsent.size() >= kMaxHeldBack)
        roundEnded();
}

void CallRegistry::roundEnded()
{
    while (!m_unsent.empty()) {
        ForwardedCall *call = m_unsent.front();
        m_unsent.erase(m_unsent.begin());
        call->sendNow();
    }
}

void CallRegistry::runDueIn(std::chrono::milliseconds delay)
{
    QTimer::singleShot(delay, &m_sweepTimer, [this] { runDue(); });
}

std::unique_ptr<UpstreamConnection> CallRegistry::newConnection()
{
    return std::make_unique<UpstreamConnection>(m_endpoint, m_buffer);
}

void CallRegistry::keep(std::unique_ptr<UpstreamConnection> connection, Instant now)
{
    if (connection->endpoint() == m_endpoint)
        m_pool.give(std::move(connection), now);
    else
        m_pool.bury(std::move(connection));
}

void CallRegistry::sweep()
{
    const Instant now = m_clock();
    m_pool.sweep(now);
    for (ForwardedCall *call : m_calls)
        call->checkTime(now);
    runDue();
    if (m_calls.empty() && m_pool.size() == 0)
        m_sweepTimer.stop();
}

/// Each act() may end any call and begin others, so the search begins anew after each.
void CallRegistry::runDue()
{
    const Instant now = m_clock();
    const auto isDue = [now](const ForwardedCall *call) { return call->isDue(now); };
    while (true) {
        const auto found = std::find_if(m_calls.begin(), m_calls.end(), isDue);
        if (found == m_calls.end())
            return;
        (*found)->act();
    }
}

std::chrono::milliseconds CallRegistry::sweepInterval() const
{
    const auto shortest =
        std::min({m_settings.connectTimeout, m_settings.firstByteTimeout, m_settings.idleTimeout});
    return std::clamp(shortest / 8, kShortestSweep, kLongestSweep);
}

} // namespace proxy
