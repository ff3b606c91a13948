// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/clock.h"
#include "proxy/exchange/exchange.h"
#include "proxy/route/decider.h"
#include "proxy/upstream/relay.h"

#include <functional>
#include <memory>
#include <optional>

namespace proxy {

/// Connects one exchange with the Decider: asks for a decision and handles refusals of the routed
/// model. Lives on the worker thread.
class RoutingLink final
{
public:
    /// Gets the decision. It may destroy this object.
    using Decided = std::function<void(RouteDecision)>;

    /// @p decider and @p clock must outlive this.
    RoutingLink(Decider &decider, const Clock &clock)
        : m_decider(decider)
        , m_clock(clock)
    { }
    Q_DISABLE_COPY_MOVE(RoutingLink)

    /// Asks for a decision. @p done is called once, unless forget() is called first; within
    /// decide() when the router need not be asked.
    void decide(const RequestFacts &facts, const DecisionContext &context, Decided done);
    /// Cancels the decision under way.
    void forget() { m_pending.reset(); }
    [[nodiscard]] bool isDecided() const { return m_took.has_value(); }
    /// How long the decision took; 0 before it.
    [[nodiscard]] Timing::Micros took() const { return m_took.value_or(Timing::Micros {0}); }

    /// Judges an answer by its head (revertrule.h). When the original request was refused in the
    /// same way as the routed model, takes the refusal back.
    [[nodiscard]] RelayObserver::Verdict judgeHead(const RouteDecision &decision,
                                                   const DecisionContext &context,
                                                   const ResponseHead &head);
    /// Judges a held answer. Returns true when the client gets nothing of it: call revert() then.
    [[nodiscard]] bool judgeHeld(const ResponseHead &head, QByteArrayView payload);
    /// Returns the decision for the original request, after a refusal.
    [[nodiscard]] RouteDecision revert(const RequestFacts &facts, const DecisionContext &context,
                                       const RouteDecision &refused);
    /// Whether the routed model refused and the original request was sent.
    [[nodiscard]] bool isReverted() const { return m_refusal.has_value(); }
    /// Tells the Decider that the provider ended a stream with an error.
    void noteBrokenAnswer(const DecisionContext &context, const RouteDecision &decision);
    /// Tells the Decider that the websocket ended before the answer began. Nothing tells then
    /// whether the original request would have passed after a refusal.
    void noteUnanswered(const DecisionContext &context, const RouteDecision &decision);
    /// Tells the Decider the id of the answer, which a later request may name. @p responseId may be
    /// empty.
    void noteResponse(const QByteArray &responseId, const DecisionContext &context,
                      const RouteDecision &decision);

private:
    void take(RouteDecision decision);

    Decider &m_decider;
    const Clock &m_clock;
    Instant m_began {};
    Decided m_done;
    /// Set within decide(): where its decision goes.
    std::optional<RouteDecision> *m_atOnce = nullptr;
    std::unique_ptr<Decider::Pending> m_pending;
    std::optional<Timing::Micros> m_took;
    bool m_isHolding = false; ///< judgeHead() wants to see more of the answer
    std::optional<ModelRefusal> m_refusal;
    quint64 m_refusalNumber = 0; ///< the Decider's number of m_refusal
};

} // namespace proxy
