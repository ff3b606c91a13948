// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/decisionstore.h"

#include <algorithm>

namespace proxy {

namespace {

const QByteArray &sessionOf(const RequestFacts &facts, const DecisionContext &context)
{
    return context.sessionId.isEmpty() ? facts.sessionId : context.sessionId;
}

template <class Cache> std::optional<StoredDecision> taken(Cache &cache, quint64 key)
{
    const StoredDecision *found = cache.find(key);
    return found ? std::optional(*found) : std::nullopt;
}

} // namespace

StoredDecision storedDecision(const RouteDecision &decision, quint64 generation)
{
    return {.requestedModel = decision.askedModel(),
            .selectedModel = decision.selectedModel,
            .difficulty = decision.difficulty,
            .effort = decision.effort,
            .label = routingLabel(decision),
            .generation = generation,
            .isFailure = isRouterFailure(decision.reason),
            .isWarmUp = decision.reason == RouteReason::Probe};
}

DecisionStore::DecisionStore(qsizetype capacity, KeyedHash hash)
    : m_hash(hash)
    , m_turns(capacity)
    , m_sessions(capacity)
    , m_responses(capacity)
    , m_refusals(capacity)
{ }

std::optional<StoredDecision> DecisionStore::ofTurn(const RequestFacts &facts,
                                                    const DecisionContext &context)
{
    return taken(m_turns, turnKey(facts, context));
}

std::optional<StoredDecision> DecisionStore::ofPreviousResponse(const RequestFacts &facts,
                                                                const DecisionContext &context)
{
    auto found = taken(m_responses, responseKey(facts.previousResponseId, context));
    if (!found && !sessionOf(facts, context).isEmpty())
        found = taken(m_sessions, sessionKey(facts, context));
    return found && found->requestedModel == facts.model ? found : std::nullopt;
}

void DecisionStore::remember(const RequestFacts &facts, const DecisionContext &context,
                             const RouteDecision &decision, quint64 generation)
{
    const StoredDecision entry = storedDecision(decision, generation);
    m_turns.insert(turnKey(facts, context), entry);
    m_sessions.insert(sessionKey(facts, context), entry);
}

void DecisionStore::adopt(const RequestFacts &facts, const DecisionContext &context,
                          StoredDecision decision)
{
    m_turns.insert(turnKey(facts, context), decision);
    m_sessions.insert(sessionKey(facts, context), std::move(decision));
}

void DecisionStore::adoptSession(const RequestFacts &facts, const DecisionContext &context,
                                 StoredDecision decision)
{
    const quint64 key = sessionKey(facts, context);
    if (m_sessions.find(key) == nullptr)
        m_sessions.insert(key, std::move(decision));
}

void DecisionStore::forgetTurns()
{
    m_turns.clear();
    m_sessions.clear();
}

void DecisionStore::rememberResponse(const QByteArray &responseId, const DecisionContext &context,
                                     const RouteDecision &decision)
{
    m_responses.insert(responseKey(responseId, context), storedDecision(decision, 0));
}

quint64 DecisionStore::noteRefusal(const DecisionContext &context, RefusedShape refused,
                                   Instant now, std::chrono::seconds life)
{
    const std::vector<Refusal> *known = m_refusals.find(context.clientKeyHash);
    std::vector<Refusal> refusals = known ? *known : std::vector<Refusal> {};
    std::erase_if(refusals, [now](const Refusal &refusal) { return refusal.until <= now; });
    if (refusals.size() >= kRefusalsOfClient)
        refusals.erase(refusals.begin());
    refusals.push_back(
        {.shape = std::move(refused), .until = now + life, .number = ++m_lastRefusal});
    m_refusals.insert(context.clientKeyHash, std::move(refusals));
    return m_lastRefusal;
}

void DecisionStore::withdrawRefusal(const DecisionContext &context, quint64 number)
{
    const std::vector<Refusal> *known = m_refusals.find(context.clientKeyHash);
    if (!known)
        return;
    std::vector<Refusal> refusals = *known;
    std::erase_if(refusals, [number](const Refusal &refusal) { return refusal.number == number; });
    m_refusals.insert(context.clientKeyHash, std::move(refusals));
}

std::vector<RefusedShape> DecisionStore::refusedTo(const DecisionContext &context, Instant now)
{
    std::vector<RefusedShape> shapes;
    if (const std::vector<Refusal> *refusals = m_refusals.find(context.clientKeyHash)) {
        for (const Refusal &refusal : *refusals) {
            if (refusal.until > now)
                shapes.push_back(refusal.shape);
        }
    }
    return shapes;
}

bool DecisionStore::hasRefusedASession(const DecisionContext &context, const QByteArray &model,
                                       Instant now)
{
    const std::vector<Refusal> *known = m_refusals.find(context.clientKeyHash);
    return known && std::any_of(known->begin(), known->end(), [&](const Refusal &refusal) {
               return refusal.until > now && refusal.shape.model == model
                      && refusal.shape.session != 0;
           });
}

quint64 DecisionStore::sessionKey(const RequestFacts &facts, const DecisionContext &context) const
{
    const QByteArray &session = sessionOf(facts, context);
    const quint64 conversation = session.isEmpty() ? facts.firstTextHash : m_hash(session);
    return m_hash.combine(context.clientKeyHash, conversation);
}

quint64 DecisionStore::turnKey(const RequestFacts &facts, const DecisionContext &context) const
{
    quint64 key = sessionKey(facts, context);
    for (const quint64 part : {m_hash(context.path), m_hash(facts.model), facts.firstTextHash,
                               quint64(facts.userTextOrdinal), facts.userTextHash})
        key = m_hash.combine(key, part);
    // An agent may inherit the conversation of the one that gave it its task, not its model.
    return context.agent.isEmpty() ? key : m_hash.combine(key, m_hash(context.agent));
}

quint64 DecisionStore::responseKey(const QByteArray &id, const DecisionContext &context) const
{
    return m_hash.combine(context.clientKeyHash, m_hash(id));
}

} // namespace proxy
