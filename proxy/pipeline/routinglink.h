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

/// What one exchange has to do with the Decider: its question, and what follows when the routed
/// model refuses to serve. Belongs to the worker thread.
class RoutingLink final
{
public:
    /// It may destroy the link.
    using Decided = std::function<void(RouteDecision)>;

    /// Both must outlive this.
    RoutingLink(Decider &decider, const Clock &clock)
        : m_decider(decider)
        , m_clock(clock)
    { }
    Q_DISABLE_COPY_MOVE(RoutingLink)

    /// Asks for a decision. @p done comes once, from inside decide() when nobody need be asked,
    /// unless forget() comes first.
    void decide(const RequestFacts &facts, const DecisionContext &context, Decided done);
    /// Gives up the question; the router's call is cancelled if nobody else waits for it.
    void forget() { m_pending.reset(); }
    [[nodiscard]] bool isDecided() const { return m_took.has_value(); }
    /// Wall time of the decision; 0 before it.
    [[nodiscard]] Timing::Micros took() const { return m_took.value_or(Timing::Micros {0}); }

    /// Judges an answer by its head; sees to it that a model whose original is refused alike is
    /// free again.
    [[nodiscard]] RelayObserver::Verdict judgeHead(const RouteDecision &decision,
                                                   const DecisionContext &context,
                                                   const ResponseHead &head);
    /// Judges an answer that was held. True: revert() is due, the client gets nothing of it.
    [[nodiscard]] bool judgeHeld(const ResponseHead &head, QByteArrayView payload);
    /// The decision for the original request, after judgeHeld() said so.
    [[nodiscard]] RouteDecision revert(const RequestFacts &facts, const DecisionContext &context,
                                       const RouteDecision &refused);
    /// The routed model refused; the original is sent since.
    [[nodiscard]] bool isReverted() const { return m_refusal.has_value(); }
    /// The provider ended the answer with an error.
    void noteBrokenAnswer(const DecisionContext &context, const RouteDecision &decision);
    /// A later request may name this answer and gets its model then. @p responseId may be empty.
    void noteResponse(const QByteArray &responseId, const DecisionContext &context,
                      const RouteDecision &decision);

private:
    void take(const RouteDecision &decision);

    Decider &m_decider;
    const Clock &m_clock;
    Instant m_began {};
    Decided m_done;
    std::optional<RouteDecision> *m_atOnce = nullptr; ///< where a decision goes that decide() makes
    std::unique_ptr<Decider::Pending> m_pending;
    std::optional<Timing::Micros> m_took;
    bool m_isHolding = false; ///< judgeHead() wants to see more of the answer
    std::optional<ModelRefusal> m_refusal;
    quint64 m_refusalNumber = 0; ///< by which the decider knows it
};

} // namespace proxy
