// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/resilience/backoff.h"
#include "proxy/resilience/circuitbreaker.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QString>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace vectors {

/// A clock with timers, in milliseconds. Timers due at once fire in the order they were armed.
class FakeTimers final
{
public:
    void at(double when, std::function<void()> action);
    void after(double delay, std::function<void()> action) { at(m_now + delay, std::move(action)); }
    void run(); ///< until none is left
    [[nodiscard]] double now() const { return m_now; }
    [[nodiscard]] proxy::Instant instant() const;

private:
    double m_now = 0;
    int m_armed = 0;
    std::map<std::pair<double, int>, std::function<void()>> m_timers;
};

/// "Please stop": passed down through the policies.
class Signal final
{
public:
    void abort();
    void whenAborted(std::function<void()> action);
    /// Calls nobody any more: those who wait hold the signals they wait for.
    void forget() { m_actions.clear(); }
    [[nodiscard]] bool isAborted() const { return m_aborted; }

private:
    bool m_aborted = false;
    std::vector<std::function<void()>> m_actions;
};
using SignalPtr = std::shared_ptr<Signal>;

/// What a call came to: a value, or the name of an error.
struct Outcome
{
    QString error = {};
    QString message = {};
    QJsonValue value = {};

    [[nodiscard]] bool isError() const { return !error.isEmpty(); }
    [[nodiscard]] QJsonValue reason() const;
    [[nodiscard]] QJsonObject toJson() const;
};

using Done = std::function<void(const Outcome &)>;
using Work = std::function<void(const SignalPtr &, std::optional<int> attempt, const Done &)>;

/// Runs one scenario: the decisions come from the product's RetryPolicy, Backoff, CircuitBreaker
/// and Deadline; this class only arms timers, passes calls on and writes down what happened.
class PolicyExecutor final
{
public:
    [[nodiscard]] QJsonObject run(const QJsonObject &scenario);

private:
    struct Script; // of one call
    struct RetryRun;
    [[nodiscard]] Work wrapped(const Work &work, int level);
    void runRetry(const Work &inner, const SignalPtr &signal, const Done &done);
    void attempt(const std::shared_ptr<RetryRun> &run);
    void attemptEnded(const std::shared_ptr<RetryRun> &run, const Outcome &outcome);
    void runBreaker(const Work &inner, const SignalPtr &signal, std::optional<int> attempt,
                    const Done &done);
    void callEnded(proxy::BreakerPermit permit, const Outcome &outcome);
    void runTimeout(const Work &inner, const SignalPtr &parent, std::optional<int> attempt,
                    const Done &done);
    void setUp(const QJsonObject &scenario);
    [[nodiscard]] SignalPtr makeSignal();
    void startCall(const QJsonObject &call);
    void invoke(const std::shared_ptr<Script> &script, const SignalPtr &signal,
                std::optional<int> attempt, const Done &done);
    void act(const QString &what);
    void sample();
    void noteStateChanges(const QJsonObject &reason);
    void event(const QString &policy, const QString &name, QJsonObject more = {});

    FakeTimers m_timers;
    std::vector<SignalPtr> m_signals;
    QJsonObject m_policies;
    QStringList m_order;
    bool m_logResults = false;
    std::vector<double> m_random;
    size_t m_nextRandom = 0;
    std::optional<proxy::CircuitBreaker> m_breaker;
    proxy::BreakerState m_knownState = proxy::BreakerState::Closed;
    bool m_isolated = false;
    QJsonValue m_lastFailure = QJsonValue::Null;
    std::map<QString, QJsonObject> m_calls;
    QJsonArray m_events;
    QJsonArray m_samples;
};

/// A vector's backoff object, as the product's settings.
[[nodiscard]] proxy::BackoffSettings backoffFrom(const QJsonObject &json);

} // namespace vectors
