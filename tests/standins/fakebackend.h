// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/standins/scenario.h"
#include "tests/standins/script.h"
#include "tests/standins/wire.h"

#include <QHostAddress>
#include <QJsonObject>
#include <QUrl>

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace standins {

/// Which CLIProxyAPI is imitated.
enum class BackendProfile { Reference /* 6.8.51 */, V610 /* 6.10.8 */, V7 /* 7.2.140 */ };

/// Which APIs it speaks: a real CLIProxyAPI all of them; the others are providers' own endpoints.
enum class BackendDialects { All, OpenAiOnly, AnthropicOnly };

struct FakeBackendOptions
{
    QHostAddress address {QHostAddress::LocalHost};
    quint16 port = 0;
    BackendProfile profile = BackendProfile::Reference;
    BackendDialects dialects = BackendDialects::All;
    double timeScale = 1.0; ///< multiplies every wait
    bool manualClock = false; ///< waits end only through advanceClock()
    quint32 seed = 1; ///< order of the model list
    std::chrono::milliseconds managementDelay {65}; ///< of each management reply
    QJsonObject state {}; ///< replaces parts of the initial state, see setState()
};

/// A fake of CLIProxyAPI: real HTTP on loopback, the documented wire formats, faults and odd
/// write boundaries included. Lives on its own thread; every function may be called from any
/// other thread and returns when it took effect.
///
/// Keys it accepts: k-alpha-0001, k-beta-0002; management: mgmt-plain. A request is answered by,
/// in this order: the first matching rule; the entry of the error catalogue that its
/// X-Fake-Scenario header names; the built-in behaviour. The timing presets (chatty, prefill, …)
/// are entries of the catalogue too; "lockstep" writes each piece for one permit of "chatty".
class FakeBackend final
{
public:
    using Millis = std::chrono::milliseconds;
    using Requests = std::vector<RecordedRequest>;
    static constexpr Millis kDeadline {10000};

    explicit FakeBackend(FakeBackendOptions options = {});
    ~FakeBackend();
    Q_DISABLE_COPY_MOVE(FakeBackend)

    /// False when the address can't be bound; errorString() says why.
    [[nodiscard]] bool start();
    void stop();

    void addRule(Rule rule);
    void clearRules();
    /// The next request, whatever it is, gets this answer.
    void answerNext(Script script);
    /// Every request until clearRules() gets this answer.
    void answerAll(Script script);
    /// Every request to that path prefix gets this entry of the error catalogue, @p times times.
    void useScenario(QByteArrayView name, int times = -1, QByteArrayView pathPattern = {});
    /// Gives @p permits to `HoldUntil` steps of that name, now or later.
    void release(QByteArrayView token, int permits = 1);
    /// Replaces these members of the state: api_keys, models, prefixes, management {…},
    /// sse_keepalive_s, nonstream_keepalive_s, ws_auth, unknown_models_502_ms, …
    void setState(const QJsonObject &part);
    /// Closes the listener (connects are refused), or opens it again on the same port.
    void setAccepting(bool accepting);
    void killIdleConnections(); ///< RST for every idle keep-alive connection
    void advanceClock(Millis period);
    void reset(); ///< rules, state, records and permits as at the start

    [[nodiscard]] QString errorString() const;
    [[nodiscard]] quint16 port() const;
    [[nodiscard]] QUrl url() const; ///< http://127.0.0.1:<port>
    /// All requests whose head arrived, in that order; those still running too.
    [[nodiscard]] Requests recorded() const;
    [[nodiscard]] std::vector<RecordedConnection> connections() const;
    [[nodiscard]] int openConnections() const;
    /// "METHOD target" of the recorded requests that no command of ours may send: the whole
    /// configuration, static settings, deleting logs.
    [[nodiscard]] QList<QByteArray> tripwires() const;

    /// Until @p done likes what was recorded. Runs Qt's events when called on the main thread.
    bool waitUntil(const std::function<bool(const Requests &)> &done, Millis deadline = kDeadline);
    /// Until that many requests arrived completely.
    bool waitForRequests(size_t count, Millis deadline = kDeadline);
    /// Until the client of that request (from 0, in recorded()) is gone.
    bool waitForClientClose(size_t index, Millis deadline = kDeadline);
    /// Until no request is being answered.
    bool waitUntilIdle(Millis deadline = kDeadline);

private:
    class Engine;
    template <typename F> auto onServer(F &&work) const;

    std::unique_ptr<Engine> m_engine;
};

/// Every name of the error catalogue.
[[nodiscard]] QList<QByteArray> scenarioNames();

} // namespace standins
