// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/namedclients.h"
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
#include <memory>
#include <optional>
#include <vector>

namespace proxy {

/// What DECIDE needs to know of a request beside its body.
struct DecisionContext
{
    quint64 clientKeyHash = 0; ///< keyed hash of the client's credential
    QByteArray sessionId = {}; ///< from a header; empty: RequestFacts::sessionId is used
    QByteArray agent = {}; ///< id of the sub-agent that asks; empty: the main agent
    QByteArray path = {}; ///< normalised
    TurnType turn = TurnType::Unknown;
    QByteArray turnSign = {}; ///< evidence for the turn's type: TurnReading::sign
    SessionView view = {};
    QByteArray client = {};
    QByteArray project = {};
    QByteArray clientKey = {}; ///< Exchange::clientKey
    std::shared_ptr<const NamedClient> named = {}; ///< who asks; null: it has no name
    QByteArray betas = {}; ///< anthropic-beta
    qint64 bodyBytes = 0;
    HeaderList headers = {}; ///< for the conditions of the user's rules
    /// What the classifier on this machine said then; set by a replay, which has no text.
    std::optional<LocalVerdict> loggedVerdict = {};

    [[nodiscard]] QByteArray clientName() const { return named ? named->name : QByteArray(); }
    /// Whether the client is one that is never routed.
    [[nodiscard]] bool isNeverRouted() const { return named && named->isNeverRouted; }
};

/// A remembered decision.
struct StoredDecision
{
    QByteArray requestedModel; ///< the name in the request
    QByteArray selectedModel;
    Difficulty difficulty = Difficulty::None;
    QByteArray effort; ///< RouteDecision::effort
    QByteArray label; ///< routingLabel() of the decision when it was made
    quint64 generation = 0; ///< generation of the settings at that time
    bool isFailure = false; ///< the router gave no usable answer
    bool isWarmUp = false; ///< of a request that only prepared the upstream
    bool isElsewheres = false; ///< another instance made it
};

[[nodiscard]] StoredDecision storedDecision(const RouteDecision &decision, quint64 generation);

/// Remembers decisions by human turn, by session and by response, and the requests that models
/// refused. The keys are keyed hashes, so no text is stored. In memory only; bounded. Used by
/// Decider alone.
class DecisionStore final
{
public:
    static constexpr qsizetype kTurns = 10000;
    static constexpr size_t kRefusalsOfClient = 32;

    /// @p hash: instances that share decisions have the same.
    explicit DecisionStore(qsizetype capacity = kTurns, KeyedHash hash = {});

    /// Returns the decision of this human turn. The generation of the settings is part of the
    /// result and not of the key, so a tool loop finds its decision after the settings changed.
    [[nodiscard]] std::optional<StoredDecision> ofTurn(const RequestFacts &facts,
                                                       const DecisionContext &context);
    /// Returns the decision of the exchange whose answer had the id facts.previousResponseId, or
    /// else the session's latest one. Returns only a decision for the same requested model.
    [[nodiscard]] std::optional<StoredDecision> ofPreviousResponse(const RequestFacts &facts,
                                                                   const DecisionContext &context);
    /// Remembers the decision of this turn, which is also the session's latest.
    void remember(const RequestFacts &facts, const DecisionContext &context,
                  const RouteDecision &decision, quint64 generation);
    /// Remembers the decision that another instance made of this turn.
    void adopt(const RequestFacts &facts, const DecisionContext &context, StoredDecision decision);
    /// Remembers what another instance decided last in this session, unless this one knows better.
    void adoptSession(const RequestFacts &facts, const DecisionContext &context,
                      StoredDecision decision);
    /// Forgets the decisions of turns and sessions. Those of responses stay.
    void forgetTurns();
    /// Remembers the decision under the id of its answer.
    void rememberResponse(const QByteArray &responseId, const DecisionContext &context,
                          const RouteDecision &decision);

    /// Remembers for @p life that a model refused a request of this client. Returns the number of
    /// this refusal, for withdrawRefusal().
    quint64 noteRefusal(const DecisionContext &context, RefusedShape refused, Instant now,
                        std::chrono::seconds life);
    /// Forgets a refusal, because the fault was the request's and not the model's.
    void withdrawRefusal(const DecisionContext &context, quint64 number);
    /// Returns the refusals of this client's requests that still hold.
    [[nodiscard]] std::vector<RefusedShape> refusedTo(const DecisionContext &context, Instant now);
    /// Whether @p model refused a whole session of this client, because no fact explained the
    /// refusal.
    [[nodiscard]] bool hasRefusedASession(const DecisionContext &context, const QByteArray &model,
                                          Instant now);
    /// Returns the key of the request's session, for RefusedShape::session.
    [[nodiscard]] quint64 sessionKey(const RequestFacts &facts,
                                     const DecisionContext &context) const;

    /// Returns the key of the request's turn.
    [[nodiscard]] quint64 turnKey(const RequestFacts &facts, const DecisionContext &context) const;
    [[nodiscard]] const KeyedHash &hash() const { return m_hash; }

    [[nodiscard]] qsizetype turns() const { return m_turns.size(); }

private:
    struct Refusal
    {
        RefusedShape shape;
        Instant until;
        quint64 number = 0;
    };
    [[nodiscard]] quint64 responseKey(const QByteArray &id, const DecisionContext &context) const;

    KeyedHash m_hash;
    LruCache<quint64, StoredDecision> m_turns;
    LruCache<quint64, StoredDecision> m_sessions;
    LruCache<quint64, StoredDecision> m_responses;
    LruCache<quint64, std::vector<Refusal>> m_refusals; ///< by client
    quint64 m_lastRefusal = 0; ///< its number; the first is 1
};

} // namespace proxy
