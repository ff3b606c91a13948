// SPDX-License-Identifier: LicenseRef-Private
// Step 4 of 8: facts → decision. Before: inspect/. After: rewrite/.
#pragma once

#include "proxy/latencyhistogram.h"
#include "proxy/message/requestfacts.h"
#include "proxy/proxyconfig.h"
#include "proxy/resilience/clock.h"
#include "proxy/route/modelmap.h"
#include "proxy/route/router.h"
#include "proxy/routedecision.h"

#include <QByteArray>

#include <functional>
#include <map>
#include <memory>

namespace proxy {

/// What DECIDE must know of a request beside its body.
struct DecisionContext
{
    quint64 clientKeyHash = 0; ///< keyed hash of the client's credential
    QByteArray sessionId = {}; ///< from the head; empty: RequestFacts::sessionId counts
    QByteArray path = {}; ///< normalised
};

/// What a status page shows of the decisions made.
struct DecisionStatistics
{
    std::map<QByteArray, quint64> byRouting; ///< by routingLabel()
    std::map<Difficulty, quint64> byDifficulty; ///< classified now, not reused
    quint64 changed = 0; ///< decisions that changed the model
    quint64 coalesced = 0; ///< joined another request's call
    int waiting = 0; ///< requests that wait for the router
    qsizetype storedTurns = 0;
    LatencyHistogram latencies; ///< of decisions that asked the router
};

/// Decides which model a request goes to. Never fails and never takes longer than the budget:
/// trouble is a decision that keeps the model, with the reason. Owns the memory of turns, the
/// barred pairs and the calls under way. Lives on the worker thread.
class Decider final
{
public:
    using Callback = std::function<void(const RouteDecision &)>;
    /// The backend's list at this moment; null: not known.
    using ListProvider = std::function<std::shared_ptr<const ModelList>()>;

    /// A decision under way. Destroying it means that the request left: its callback never comes;
    /// the router's call is cancelled with the last one that waits for it.
    class Pending
    {
    public:
        virtual ~Pending() = default;
    };

    /// @p router must outlive this.
    Decider(Router &router, ModelMap map, ListProvider modelList, Clock clock);
    ~Decider();
    Q_DISABLE_COPY_MOVE(Decider)

    /// Settings of another generation: valid from each conversation's next human turn on. Routing
    /// switched off is valid at once.
    void apply(RouterSettings settings, quint64 generation);
    /// Like routing switched off, until taken back.
    void setPaused(bool paused);

    /// Calls @p done exactly once, unless the Pending is destroyed first. When the router need not
    /// be asked, @p done is called from inside decide() and nullptr is returned.
    [[nodiscard]] std::unique_ptr<Pending> decide(const RequestFacts &facts,
                                                  const DecisionContext &context, Callback done);

    /// The upstream refused the model that @p refused selected, and the original is sent instead:
    /// bars the pair for the session, remembers the original for the rest of the turn, and yields
    /// the decision that the record shows.
    RouteDecision revert(const RequestFacts &facts, const DecisionContext &context,
                         const RouteDecision &refused, int status);

    [[nodiscard]] DecisionStatistics statistics() const;

private:
    class Engine;
    std::shared_ptr<Engine> m_engine;
};

} // namespace proxy
