// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/clock.h"
#include "proxy/core/keyedhash.h"
#include "proxy/exchange/requestfacts.h"
#include "proxy/exchange/routedecision.h"
#include "proxy/exchange/sessionview.h"
#include "proxy/exchange/turntype.h"
#include "proxy/message/headerlist.h"
#include "proxy/route/lrucache.h"
#include "proxy/route/requestshape.h"

#include <QByteArray>

#include <chrono>
#include <optional>
#include <vector>

namespace proxy {

/// What DECIDE must know of a request beside its body.
struct DecisionContext
{
    quint64 clientKeyHash = 0; ///< keyed hash of the client's credential
    QByteArray sessionId = {}; ///< from the head; empty: RequestFacts::sessionId counts
    QByteArray path = {}; ///< normalised
    TurnType turn = TurnType::Unknown;
    QByteArray turnSign = {}; ///< what told the turn's type
    SessionView view = {};
    QByteArray client = {};
    QByteArray project = {};
    QByteArray betas = {}; ///< anthropic-beta
    qint64 bodyBytes = 0;
    HeaderList headers = {}; ///< for the person's rules
};

/// What is remembered of a decision.
struct StoredDecision
{
    QByteArray requestedModel;
    QByteArray selectedModel;
    Difficulty difficulty = Difficulty::None;
    QByteArray label; ///< routingLabel() of the decision as it was made
    quint64 generation = 0; ///< of the settings it was made under
};

/// Remembers decisions by human turn, by session and by response, and what models refused. In
/// memory only, bounded, under keyed fingerprints: no text is kept. Part of step 4 of 8, used by
/// Decider alone.
class DecisionStore final
{
public:
    static constexpr qsizetype kTurns = 10000;
    static constexpr size_t kRefusalsOfClient = 32;

    explicit DecisionStore(qsizetype capacity = kTurns);

    /// The decision of this human turn. The settings' generation is not part of the key but of the
    /// answer, so that a tool loop finds its decision after settings changed.
    [[nodiscard]] std::optional<StoredDecision> ofTurn(const RequestFacts &facts,
                                                       const DecisionContext &context);
    /// The decision of the exchange whose answer had facts.previousResponseId, else the session's
    /// latest; only when it was made for the same requested model.
    [[nodiscard]] std::optional<StoredDecision> ofPreviousResponse(const RequestFacts &facts,
                                                                   const DecisionContext &context);
    /// Remembers for the turn and as the session's latest.
    void remember(const RequestFacts &facts, const DecisionContext &context,
                  const RouteDecision &decision, quint64 generation);
    /// The answer to a request with this decision has this id.
    void rememberResponse(const QByteArray &responseId, const DecisionContext &context,
                          const RouteDecision &decision);

    /// A model refused a request of this client: like ones are kept from it for @p life. Yields
    /// the number by which it can be withdrawn.
    quint64 noteRefusal(const DecisionContext &context, RefusedShape refused, Instant now,
                        std::chrono::seconds life);
    /// That refusal was the request's own fault: nothing is kept from the model for it.
    void withdrawRefusal(const DecisionContext &context, quint64 number);
    /// What models refused this client lately; empty for most.
    [[nodiscard]] std::vector<RefusedShape> refusedTo(const DecisionContext &context, Instant now);
    /// Whether @p model refused some session of this client for no fact that is known.
    [[nodiscard]] bool hasRefusedASession(const DecisionContext &context, const QByteArray &model,
                                          Instant now);
    /// The key of the request's session, for RefusedShape::session.
    [[nodiscard]] quint64 sessionKey(const RequestFacts &facts,
                                     const DecisionContext &context) const;

    [[nodiscard]] qsizetype turns() const { return m_turns.size(); }

private:
    struct Refusal
    {
        RefusedShape shape;
        Instant until;
        quint64 number = 0;
    };
    [[nodiscard]] quint64 turnKey(const RequestFacts &facts, const DecisionContext &context) const;
    [[nodiscard]] quint64 responseKey(const QByteArray &id, const DecisionContext &context) const;

    KeyedHash m_hash;
    LruCache<quint64, StoredDecision> m_turns;
    LruCache<quint64, StoredDecision> m_sessions;
    LruCache<quint64, StoredDecision> m_responses;
    LruCache<quint64, std::vector<Refusal>> m_refusals; ///< by client
    quint64 m_lastRefusal = 0; ///< its number; the first is 1
};

} // namespace proxy
