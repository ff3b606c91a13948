// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/decisionstore.h"

namespace proxy {

namespace {

StoredDecision stored(const RouteDecision &decision, quint64 generation)
{
    return {.requestedModel = decision.requestedModel,
            .selectedModel = decision.selectedModel,
            .difficulty = decision.difficulty,
            .label = routingLabel(decision),
            .generation = generation};
}

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

DecisionStore::DecisionStore(qsizetype capacity)
    : m_turns(capacity)
    , m_sessions(capacity)
    , m_responses(capacity)
    , m_barred(capacity)
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
    const StoredDecision entry = stored(decision, generation);
    m_turns.insert(turnKey(facts, context), entry);
    m_sessions.insert(sessionKey(facts, context), entry);
}

void DecisionStore::rememberResponse(const QByteArray &responseId, const DecisionContext &context,
                                     const RouteDecision &decision)
{
    m_responses.insert(responseKey(responseId, context), stored(decision, 0));
}

void DecisionStore::bar(const RequestFacts &facts, const DecisionContext &context,
                        const QByteArray &selected)
{
    m_barred.insert(pairKey(facts, context, selected), true);
}

bool DecisionStore::isBarred(const RequestFacts &facts, const DecisionContext &context,
                             const QByteArray &selected)
{
    return m_barred.find(pairKey(facts, context, selected)) != nullptr;
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
    return key;
}

quint64 DecisionStore::responseKey(const QByteArray &id, const DecisionContext &context) const
{
    return m_hash.combine(context.clientKeyHash, m_hash(id));
}

quint64 DecisionStore::pairKey(const RequestFacts &facts, const DecisionContext &context,
                               const QByteArray &selected) const
{
    return m_hash.combine(m_hash.combine(sessionKey(facts, context), m_hash(facts.model)),
                          m_hash(selected));
}

} // namespace proxy
