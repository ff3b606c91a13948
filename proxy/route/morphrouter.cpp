// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/morphrouter.h"

#include "proxy/route/morphcall.h"
#include "proxy/route/morphwire.h"

#include <utility>

namespace proxy {

namespace {

constexpr std::chrono::minutes kLongestOpen {5};

BreakerSettings breakerSettings(const RouterSettings &settings)
{
    return {.threshold = settings.breakerThreshold,
            .openTime = doublingOpenTime(settings.breakerOpenFor, kLongestOpen)};
}

/// A call that was never made; says so at the next turn of the event loop.
class RefusedCall final : public Router::Call
{
public:
    RefusedCall(Error error, Router::Callback done)
    {
        QTimer::singleShot(0, &m_alive, [error = std::move(error), done = std::move(done)] {
            done(tl::make_unexpected(error), 0);
        });
    }
    [[nodiscard]] int attempts() const override { return 0; }

private:
    QObject m_alive;
};

} // namespace

MorphRouter::MorphRouter(RouterSettings settings, Clock clock, Random random, QObject *parent)
    : QObject(parent)
    , m_settings(std::move(settings))
    , m_clock(std::move(clock))
    , m_random(std::move(random))
    , m_breaker(breakerSettings(m_settings))
    , m_http2(kMaxBody, m_clock)
{ }

MorphRouter::~MorphRouter() = default;

void MorphRouter::apply(RouterSettings settings)
{
    const bool isAnother =
        settings.apiUrl != m_settings.apiUrl || settings.apiKey != m_settings.apiKey;
    m_settings = std::move(settings);
    m_breaker.setSettings(breakerSettings(m_settings));
    if (!isAnother)
        return;
    m_breaker.reset(m_clock());
    m_statistics.isKeyRefused = false;
    m_http2.retire();
    for (const auto &connection : m_freeConnections)
        connection->drop();
}

std::unique_ptr<Router::Call> MorphRouter::classify(const RouterQuestion &question, Callback done)
{
    ++m_statistics.calls;
    const auto authorization = morphAuthorization(m_settings.apiKey);
    if (!authorization) {
        return refuse(ErrorCode::RouterUnauthorized,
                      Text::english("MORPH_API_KEY holds what no header may hold"),
                      std::move(done));
    }
    const auto permit = m_breaker.acquire(m_clock());
    if (!permit) {
        const bool isProbing = permit.error() == BreakerRefusal::Probing;
        return refuse(isProbing ? ErrorCode::RouterProbing : ErrorCode::RouterBreakerOpen,
                      isProbing ? Text::english("one call tries whether Morph is back")
                                : Text::english("the circuit is open"),
                      std::move(done));
    }
    // The call takes its own when it begins.
    m_breaker.cancelled(*permit);
    ControlRequest request {
        .method = "POST",
        .url = morphUrl(m_settings.apiUrl, m_settings.selector, question.provider),
        .headers = {},
        .body = morphBody(question.text, name(question.mode)),
    };
    request.headers.append("Authorization", *authorization);
    request.headers.append("Content-Type", "application/json");
    request.headers.append("Accept", "application/json");
    return std::make_unique<MorphCall>(*this, std::move(request), std::move(done));
}

void MorphRouter::beginWaiting()
{
    while (!m_waiting.empty() && m_running < m_settings.concurrency) {
        MorphCall *next = m_waiting.front();
        m_waiting.pop_front();
        next->begin();
    }
}

RouterStatistics MorphRouter::statistics() const
{
    RouterStatistics statistics = m_statistics;
    statistics.breaker = m_breaker.snapshot();
    statistics.inFlight = m_running;
    return statistics;
}

std::unique_ptr<Router::Call> MorphRouter::refuse(ErrorCode code, const Text &why, Callback done)
{
    const Error error {.code = code, .source = ErrorSource::Router, .detail = why};
    noteFailure(error);
    return std::make_unique<RefusedCall>(error, std::move(done));
}

void MorphRouter::noteFailure(const Error &error)
{
    ++m_statistics.failures[error.code];
}

} // namespace proxy
