// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/core/clock.h"
#include "proxy/core/latencyhistogram.h"
#include "proxy/resilience/circuitbreaker.h"
#include "proxy/store/store.h"
#include "proxy/store/storenodes.h"
#include "proxy/store/storestate.h"

#include <functional>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

namespace proxy {

/// A snapshot of the store's client. Counters count since the start.
struct StoreStatistics
{
    StoreState state = StoreState::Connecting;
    Instant since {}; ///< last change of state
    Text lastError; ///< the last failure; empty: none
    quint64 commands = 0; ///< sent
    quint64 bytes = 0; ///< of these commands
    quint64 unanswered = 0; ///< questions without an answer in time
    quint64 refused = 0; ///< replies that are errors, redirections aside
    quint64 dropped = 0; ///< commands that were not sent, because the store was not there
    LatencyHistogram latencies; ///< of questions that were answered in time
};

/// The store over a connection of ours (RESP2; Redis 6.2 and later, Valkey), alone or as a cluster.
/// After failed questions its circuit breaker opens: then nobody waits for the store, and a PING of
/// its own tries whether it is back. Lives on the worker thread.
class StoreClient final : public Store, private StoreNodesObserver
{
public:
    explicit StoreClient(const StoreSettings &settings, Clock clock = steadyClock(),
                         Random random = systemRandom());
    ~StoreClient() override;
    Q_DISABLE_COPY_MOVE(StoreClient)

    /// Connects in the background.
    void start();
    /// @p changed is called after each change of state.
    void setObserver(std::function<void(StoreState)> changed) { m_changed = std::move(changed); }

    [[nodiscard]] bool isAvailable() const override;
    [[nodiscard]] quint64 ask(const StoreCommand &command, Answer done,
                              std::chrono::milliseconds patience = kPatience) override;
    [[nodiscard]] quint64 wait(std::chrono::milliseconds time, std::function<void()> done) override;
    void forget(quint64 question) override;
    void tell(const StoreCommand &command) override;
    void flush() override { m_nodes.flush(); }

    [[nodiscard]] StoreState state() const { return m_statistics.state; }
    [[nodiscard]] const StoreStatistics &statistics() const { return m_statistics; }
    /// The address without its password.
    [[nodiscard]] const QString &address() const { return m_address; }

private:
    /// A command that was sent and has no reply yet.
    struct Asked
    {
        StoreCommand command;
        Answer done; ///< null: nobody waits
        Instant began {};
        std::optional<BreakerPermit> permit = std::nullopt;
        bool wasRedirected = false;
    };
    /// What the store refuses although it answers.
    struct Trouble
    {
        StoreState state;
        Instant until; ///< it is not believed to be over before
        Text why; ///< the store's words
    };

    void nodesReady() override;
    void nodeReplied(quint64 tag, StoreReply reply) override;
    void nodeLost(const StoreLoss &loss) override;

    [[nodiscard]] quint64 put(Asked asked);
    void end(quint64 tag, const StoreReply *reply);
    void judge(const Asked &asked, const StoreReply &reply);
    void noteTrouble(StoreState state);
    void watch();
    void ping(BreakerPermit permit);
    void endOverdue();
    void startDeadline(Instant now);
    void settle();
    [[nodiscard]] StoreState present() const;

    QString m_address;
    Clock m_clock;
    StoreNodes m_nodes;
    CircuitBreaker m_breaker;
    QObject m_context;
    QTimer m_watch;
    QTimer m_deadline;
    std::unordered_map<quint64, Asked> m_asked;
    std::unordered_map<quint64, std::unique_ptr<QTimer>> m_waits;
    std::set<std::pair<Instant, quint64>> m_due; ///< questions by the end of their time
    quint64 m_lastTag = 0;
    Instant m_lastSent {};
    Instant m_lastRenewal {};
    std::optional<Trouble> m_trouble;
    bool m_isRefused = false; ///< the last connection ended because of user or password
    bool m_isRenewing = false; ///< closed by ourselves
    bool m_wasLost = false; ///< some connection ended, or could not be opened
    StoreStatistics m_statistics;
    std::function<void(StoreState)> m_changed;
};

} // namespace proxy
