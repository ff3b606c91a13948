// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/pipeline/routinglink.h"

#include "proxy/route/revertrule.h"

#include <utility>

namespace proxy {

void RoutingLink::decide(const RequestFacts &facts, const DecisionContext &context, Decided done)
{
    // A decision that comes from inside is passed on when decide() is over: who hears it may
    // destroy this link, and decide() still returns something to it.
    std::optional<RouteDecision> atOnce;
    m_atOnce = &atOnce;
    m_began = m_clock();
    m_done = std::move(done);
    m_pending = m_decider.decide(facts, context,
                                 [this](RouteDecision decision) { take(std::move(decision)); });
    m_atOnce = nullptr;
    if (!atOnce)
        return;
    const Decided decided = std::exchange(m_done, nullptr);
    decided(*std::move(atOnce));
}

void RoutingLink::take(RouteDecision decision)
{
    m_took = std::chrono::duration_cast<Timing::Micros>(m_clock() - m_began);
    if (m_atOnce != nullptr) {
        *m_atOnce = std::move(decision);
        return;
    }
    const Decided decided = std::exchange(m_done, nullptr);
    decided(std::move(decision));
}

RelayObserver::Verdict RoutingLink::judgeHead(const RouteDecision &decision,
                                              const DecisionContext &context,
                                              const ResponseHead &head)
{
    const ModelRefusal *earlier = m_refusal ? &*m_refusal : nullptr;
    const AnswerVerdict verdict = proxy::judgeHead(decision, earlier, head);
    if (verdict.clearsModel)
        m_decider.withdraw(context, m_refusalNumber);
    m_isHolding = verdict.fate == AnswerVerdict::Fate::Hold;
    return m_isHolding ? RelayObserver::Verdict::Hold : RelayObserver::Verdict::Forward;
}

bool RoutingLink::judgeHeld(const ResponseHead &head, QByteArrayView payload)
{
    if (!m_isHolding)
        return false;
    m_refusal = proxy::judgeHeld(head, payload, QDateTime::currentDateTimeUtc()).refusal;
    return m_refusal.has_value();
}

RouteDecision RoutingLink::revert(const RequestFacts &facts, const DecisionContext &context,
                                  const RouteDecision &refused)
{
    Reversion reversion = m_decider.revert(facts, context, refused, *m_refusal);
    m_refusalNumber = reversion.refusal;
    return std::move(reversion.decision);
}

void RoutingLink::noteBrokenAnswer(const DecisionContext &context, const RouteDecision &decision)
{
    if (isDecided())
        m_decider.noteBrokenAnswer(context, decision);
}

void RoutingLink::noteUnanswered(const DecisionContext &context, const RouteDecision &decision)
{
    if (!isReverted())
        noteBrokenAnswer(context, decision);
    else if (m_refusal->cause == RefusalCause::Shape)
        m_decider.withdraw(context, m_refusalNumber);
}

void RoutingLink::noteResponse(const QByteArray &responseId, const DecisionContext &context,
                               const RouteDecision &decision)
{
    if (isDecided() && !responseId.isEmpty())
        m_decider.noteResponse(responseId, context, decision);
}

} // namespace proxy
