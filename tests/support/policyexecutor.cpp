// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/policyexecutor.h"

#include "proxy/core/deadline.h"
#include "proxy/resilience/retrypolicy.h"

#include <algorithm>
#include <cmath>

namespace vectors {

using namespace Qt::StringLiterals;
using proxy::BreakerState;
using std::chrono::milliseconds;

namespace {

constexpr auto kBroken = "Execution prevented because the circuit breaker is open"_L1;

milliseconds toMilliseconds(double value)
{
    return milliseconds(static_cast<qint64>(value));
}

/// Whether a policy with this filter takes the outcome for a failure it deals with.
bool isHandled(const QString &filter, const Outcome &outcome)
{
    if (!outcome.isError())
        return filter.endsWith("status>=500"_L1)
               && outcome.value.toObject()["status"_L1].toInt() >= 500;
    if (filter == "HandledError"_L1)
        return outcome.error == "HandledError"_L1;
    if (filter == "not BrokenCircuitError"_L1)
        return outcome.error != "BrokenCircuitError"_L1;
    return filter.isEmpty() || filter.startsWith("all"_L1);
}

proxy::OpenTime openTimeFrom(const QJsonValue &json)
{
    if (!json.isObject())
        return proxy::constantOpenTime(toMilliseconds(json.toDouble()));
    const QJsonArray values = json["values"_L1].toArray();
    return [values](int failedProbes) {
        return toMilliseconds(
            values.at(std::min(qsizetype(failedProbes), values.size() - 1)).toDouble());
    };
}

} // namespace

void FakeTimers::at(double when, std::function<void()> action)
{
    m_timers.emplace(std::pair(std::max(when, m_now), m_armed++), std::move(action));
}

void FakeTimers::run()
{
    while (!m_timers.empty()) {
        const auto first = m_timers.extract(m_timers.begin());
        m_now = first.key().first;
        first.mapped()();
    }
}

proxy::Instant FakeTimers::instant() const
{
    return proxy::Instant() + std::chrono::hours(1)
           + std::chrono::microseconds(static_cast<qint64>(std::llround(m_now * 1000)));
}

void Signal::abort()
{
    if (std::exchange(m_aborted, true))
        return;
    for (const auto &action : std::exchange(m_actions, {}))
        action();
}

void Signal::whenAborted(std::function<void()> action)
{
    m_actions.push_back(std::move(action));
}

QJsonValue Outcome::reason() const
{
    return isError() ? QJsonValue(error) : QJsonValue(QJsonObject {{u"value"_s, value}});
}

QJsonObject Outcome::toJson() const
{
    if (isError())
        return {{u"rejected"_s, error}, {u"message"_s, message}};
    return {{u"resolved"_s, value}};
}

struct PolicyExecutor::Script
{
    QString id;
    QJsonArray steps;
    int invocations = 0;
};

struct PolicyExecutor::RetryRun
{
    Work inner;
    SignalPtr signal;
    Done done;
    proxy::RetryPolicy policy;
    int attempts = 0;
};

QJsonObject PolicyExecutor::run(const QJsonObject &scenario)
{
    setUp(scenario);
    for (const QJsonValue action : scenario["actions"_L1].toArray())
        m_timers.at(action["at"_L1].toDouble(),
                    [this, action] { act(action["do"_L1].toString()); });
    for (const auto &call : scenario["calls"_L1].toArray())
        startCall(call.toObject());
    for (const auto &when : scenario["sampleAt"_L1].toArray())
        m_timers.at(when.toDouble(), [this] { sample(); });
    m_timers.run();
    for (const SignalPtr &signal : m_signals)
        signal->forget();

    QJsonObject calls;
    for (const auto &[id, call] : m_calls)
        calls[id] = call;
    QJsonObject result {{u"calls"_s, calls}, {u"events"_s, m_events}};
    if (!m_samples.isEmpty())
        result[u"samples"_s] = m_samples;
    return result;
}

void PolicyExecutor::setUp(const QJsonObject &scenario)
{
    m_policies = scenario["policies"_L1].toObject();
    for (const auto &policy : m_policies["order"_L1].toArray())
        m_order.append(policy.toString());
    m_logResults = scenario["logSuccessFailure"_L1].toBool();
    for (const auto &number : scenario["random"_L1].toArray())
        m_random.push_back(number.toDouble());
    if (m_policies.contains("breaker"_L1)) {
        const auto breaker = m_policies["breaker"_L1];
        m_breaker.emplace(proxy::BreakerSettings {
            .threshold = breaker["threshold"_L1].toInt(),
            .openTime = openTimeFrom(breaker["halfOpenAfter"_L1]),
        });
    }
}

SignalPtr PolicyExecutor::makeSignal()
{
    return m_signals.emplace_back(std::make_shared<Signal>());
}

void PolicyExecutor::startCall(const QJsonObject &call)
{
    const QString id = call["id"_L1].toString();
    const SignalPtr signal = makeSignal();
    if (call.contains("abortAt"_L1))
        m_timers.at(call["abortAt"_L1].toDouble(), [signal] { signal->abort(); });
    m_calls[id] = {{u"invocations"_s, QJsonArray()}, {u"outcome"_s, u"pending"_s}};
    const auto script = std::make_shared<Script>(Script {id, call["fn"_L1].toArray()});
    m_timers.at(call["at"_L1].toDouble(), [this, id, signal, script] {
        const Work innermost = [this, script](const auto &inner, auto attempt, const auto &done) {
            invoke(script, inner, attempt, done);
        };
        wrapped(innermost, 0)(signal, std::nullopt, [this, id](const Outcome &outcome) {
            m_calls[id][u"outcome"_s] = outcome.toJson();
            m_calls[id][u"settledAt"_s] = m_timers.now();
        });
    });
}

Work PolicyExecutor::wrapped(const Work &work, int level)
{
    if (level == m_order.size())
        return work;
    const Work inner = wrapped(work, level + 1);
    const QString &policy = m_order.at(level);
    if (policy == "retry"_L1) {
        return [this, inner](const auto &signal, auto, const auto &done) {
            runRetry(inner, signal, done);
        };
    }
    if (policy == "breaker"_L1) {
        return [this, inner](const auto &signal, auto attempt, const auto &done) {
            runBreaker(inner, signal, attempt, done);
        };
    }
    return [this, inner](const auto &signal, auto attempt, const auto &done) {
        runTimeout(inner, signal, attempt, done);
    };
}

void PolicyExecutor::runRetry(const Work &inner, const SignalPtr &signal, const Done &done)
{
    const auto settings = m_policies["retry"_L1];
    const auto random = [this] { return m_random[m_nextRandom++ % m_random.size()]; };
    proxy::Backoff backoff(backoffFrom(settings["backoff"_L1].toObject()), random);
    proxy::RetryPolicy policy(settings["maxAttempts"_L1].toInt(), std::move(backoff));
    attempt(std::make_shared<RetryRun>(RetryRun {inner, signal, done, std::move(policy)}));
}

void PolicyExecutor::attempt(const std::shared_ptr<RetryRun> &run)
{
    run->inner(run->signal, run->attempts++,
               [this, run](const Outcome &outcome) { attemptEnded(run, outcome); });
}

void PolicyExecutor::attemptEnded(const std::shared_ptr<RetryRun> &run, const Outcome &outcome)
{
    const bool handled = isHandled(m_policies["retry"_L1]["handle"_L1].toString(), outcome);
    const bool failed = handled || outcome.isError();
    if (m_logResults && failed)
        event(u"retry"_s, u"failure"_s, {{u"handled"_s, handled}});
    else if (m_logResults)
        event(u"retry"_s, u"success"_s);
    if (!handled)
        return run->done(outcome);

    const auto delay = run->policy.next({.mayBeRetried = !run->signal->isAborted()});
    if (!delay) {
        event(u"retry"_s, u"giveUp"_s, {{u"reason"_s, outcome.reason()}});
        return run->done(outcome);
    }
    event(u"retry"_s, u"retry"_s,
          {{u"attempt"_s, run->attempts},
           {u"delay"_s, delay->count()},
           {u"reason"_s, outcome.reason()}});
    m_timers.after(std::floor(delay->count()), [this, run] { attempt(run); });
}

void PolicyExecutor::runBreaker(const Work &inner, const SignalPtr &signal,
                                std::optional<int> attempt, const Done &done)
{
    const auto permit = m_breaker->acquire(m_timers.instant());
    noteStateChanges({});
    if (!permit) {
        done({.error = m_isolated ? u"IsolatedCircuitError"_s : u"BrokenCircuitError"_s,
              .message = kBroken});
        return;
    }
    inner(signal, attempt, [this, permit = *permit, done](const Outcome &outcome) {
        callEnded(permit, outcome);
        done(outcome);
    });
}

void PolicyExecutor::callEnded(proxy::BreakerPermit permit, const Outcome &outcome)
{
    const auto now = m_timers.instant();
    const bool handled = isHandled(m_policies["breaker"_L1]["handle"_L1].toString(), outcome);
    if (handled) {
        m_lastFailure = outcome.reason();
        m_breaker->failed(permit, now);
    } else if (outcome.isError()) {
        m_breaker->answered(permit, now);
    } else {
        m_breaker->succeeded(permit, now);
    }
    if (m_logResults && (handled || outcome.isError()))
        event(u"breaker"_s, u"failure"_s, {{u"handled"_s, handled}});
    else if (m_logResults)
        event(u"breaker"_s, u"success"_s);
    noteStateChanges({{u"reason"_s, outcome.reason()}});
}

void PolicyExecutor::runTimeout(const Work &inner, const SignalPtr &parent,
                                std::optional<int> attempt, const Done &done)
{
    const auto settings = m_policies["timeout"_L1];
    const auto budget = toMilliseconds(settings["ms"_L1].toDouble());
    const bool cooperative = settings["strategy"_L1] == "cooperative"_L1;
    const bool abortsOnReturn = settings["abortOnReturn"_L1].toBool(true);
    const proxy::Deadline deadline(m_timers.instant(), budget);
    const SignalPtr child = makeSignal();
    const auto settled = std::make_shared<bool>(false);

    const Done settle = [=](const Outcome &outcome) {
        if (std::exchange(*settled, true))
            return;
        if (abortsOnReturn)
            child->abort();
        done(outcome);
    };
    const auto expire = [=, this] {
        if (*settled || child->isAborted())
            return;
        event(u"timeout"_s, u"timeout"_s);
        child->abort();
        const QString text = u"Operation timed out after %1ms"_s;
        if (!cooperative)
            settle({.error = u"TaskCancelledError"_s, .message = text.arg(budget.count())});
    };
    parent->whenAborted(expire);
    m_timers.after(double(budget.count()), [=, this] {
        if (deadline.isOver(m_timers.instant()))
            expire();
    });
    inner(child, attempt, settle);
}

void PolicyExecutor::invoke(const std::shared_ptr<Script> &script, const SignalPtr &signal,
                            std::optional<int> attempt, const Done &done)
{
    const int n = script->invocations++;
    const auto step = script->steps.at(std::min(qsizetype(n), script->steps.size() - 1)).toObject();
    QJsonObject entry {
        {u"n"_s, n}, {u"t"_s, m_timers.now()}, {u"signalAbortedAtStart"_s, signal->isAborted()}};
    if (attempt)
        entry[u"attempt"_s] = *attempt;
    const auto note = [this, id = script->id, n](const QString &key) {
        QJsonArray all = m_calls[id]["invocations"_L1].toArray();
        QJsonObject own = all.at(n).toObject();
        own[key] = m_timers.now();
        all[n] = own;
        m_calls[id][u"invocations"_s] = all;
    };
    QJsonArray all = m_calls[script->id]["invocations"_L1].toArray();
    all.append(entry);
    m_calls[script->id][u"invocations"_s] = all;

    const auto settled = std::make_shared<bool>(false);
    const Done once = [settled, done](const Outcome &outcome) {
        if (!std::exchange(*settled, true))
            done(outcome);
    };
    signal->whenAborted([=] {
        note(u"signalAbortedAt"_s);
        if (step["onAbort"_L1] == "throw"_L1)
            once({.error = u"HandledError"_s, .message = u"aborted by signal"_s});
    });
    const QString then = step["then"_L1].toString();
    if (then == "hang"_L1)
        return;
    const auto finish = [=] {
        note(u"finishedAt"_s);
        if (then == "throw"_L1)
            once({.error = u"HandledError"_s, .message = u"boom"_s});
        else if (then == "throwOther"_L1)
            once({.error = u"OtherError"_s, .message = u"other"_s});
        else if (then == "status"_L1)
            once({.value = QJsonObject {{u"status"_s, step["status"_L1]}}});
        else
            once({.value = u"ok"_s});
    };
    if (step.contains("after"_L1))
        m_timers.after(step["after"_L1].toDouble(), finish);
    else
        finish();
}

void PolicyExecutor::act(const QString &what)
{
    m_isolated = what == "isolate"_L1;
    if (m_isolated)
        m_breaker->forceOpen(m_timers.instant(), milliseconds::max());
    else
        m_breaker->reset(m_timers.instant());
    noteStateChanges({{u"isolated"_s, true}});
}

void PolicyExecutor::sample()
{
    const auto snapshot = m_breaker->snapshot();
    QString state = u"closed"_s;
    if (snapshot.state == BreakerState::HalfOpen)
        state = u"halfOpen"_s;
    else if (snapshot.state == BreakerState::Open)
        state = m_isolated ? u"isolated"_s : u"open"_s;
    m_samples.append(QJsonObject {{u"t"_s, m_timers.now()},
                                  {u"state"_s, state},
                                  {u"consecutiveFailures"_s, snapshot.consecutiveFailures},
                                  {u"lastFailure"_s, m_lastFailure}});
}

void PolicyExecutor::noteStateChanges(const QJsonObject &reason)
{
    const auto state = m_breaker->state();
    if (state == std::exchange(m_knownState, state))
        return;
    const auto change = [this](const QString &to) {
        event(u"breaker"_s, u"stateChange"_s, {{u"state"_s, to}});
    };
    if (state == BreakerState::Open) {
        event(u"breaker"_s, u"break"_s, reason);
        change(m_isolated ? u"isolated"_s : u"open"_s);
    } else if (state == BreakerState::HalfOpen) {
        event(u"breaker"_s, u"halfOpen"_s);
        change(u"halfOpen"_s);
    } else {
        event(u"breaker"_s, u"reset"_s);
        change(u"closed"_s);
    }
}

void PolicyExecutor::event(const QString &policy, const QString &name, QJsonObject more)
{
    more[u"t"_s] = m_timers.now();
    more[u"policy"_s] = policy;
    more[u"event"_s] = name;
    m_events.append(more);
}

proxy::BackoffSettings backoffFrom(const QJsonObject &json)
{
    using proxy::Delay;
    const QString type = json["type"_L1].toString();
    if (type == "iterable"_L1) {
        proxy::ListedBackoff listed;
        for (const auto &value : json["values"_L1].toArray())
            listed.delays.emplace_back(value.toDouble());
        return listed;
    }
    if (type != "exponential"_L1)
        return proxy::ConstantBackoff {Delay(json["interval"_L1].toDouble())};
    static const QHash<QString, proxy::Jitter> jitters {
        {u"none"_s, proxy::Jitter::None},
        {u"full"_s, proxy::Jitter::Full},
        {u"half"_s, proxy::Jitter::Half},
        {u"decorrelated"_s, proxy::Jitter::Decorrelated},
    };
    return proxy::ExponentialBackoff {
        .initial = Delay(json["initialDelay"_L1].toDouble()),
        .longest = Delay(json["maxDelay"_L1].toDouble()),
        .exponent = json["exponent"_L1].toDouble(),
        .jitter = jitters.value(json["jitter"_L1].toString(), proxy::Jitter::Decorrelated),
    };
}

} // namespace vectors
