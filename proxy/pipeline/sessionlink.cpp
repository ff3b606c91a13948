// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/pipeline/sessionlink.h"

#include "proxy/core/literal.h"
#include "proxy/core/repeatedtext.h"
#include "proxy/exchange/decisionfeatures.h"
#include "proxy/local/accesschecks.h"

#include <utility>

namespace proxy {

namespace {

/// A name never is the hash of what somebody else presents as a key.
quint64 clientHash(const SessionSources &sources, const RequestHead &head)
{
    const KeyedHash &hash = sources.tables.hash;
    if (!sources.named)
        return hash(presentedCredential(head));
    return hash.combine(hash("named client"), hash(sources.named->name));
}

} // namespace

void SessionLink::read(const SessionSources &sources, const RequestHead &head,
                       const RequestFacts &facts, Exchange &exchange)
{
    TurnReading turn = sources.profiles.read(facts, head.headers, exchange.client);
    const quint64 clientKey = clientHash(sources, head);
    if (sources.namesClientKeys)
        exchange.clientKey = credentialFingerprint(presentedCredential(head));
    m_key = sources.sessions.identify(facts, head.headers, exchange.session, clientKey);
    m_key.clientName = exchange.clientName;
    exchange.turnType = literal(name(turn.type));
    exchange.session = m_key.id;
    exchange.agent = m_key.agent;
    exchange.parentAgent = m_key.parentAgent;
    static thread_local RepeatedText betas;
    m_context = {.clientKeyHash = clientKey,
                 .sessionId = m_key.id,
                 .agent = m_key.agent,
                 .path = head.normalisedPath,
                 .turn = turn.type,
                 .turnSign = std::move(turn.sign),
                 .view = sources.sessions.view(m_key, facts),
                 .client = exchange.client,
                 .project = exchange.project,
                 .clientKey = exchange.clientKey,
                 .named = sources.named,
                 .betas = betas.of(head.headers.first("anthropic-beta").value_or("")),
                 .bodyBytes = exchange.bytesIn,
                 .headers = head.headers};
    noteFeatures(facts, exchange);
}

void SessionLink::noteFeatures(const RequestFacts &facts, Exchange &exchange) const
{
    DecisionFeatures features {.facts = facts,
                               .turn = m_context.turn,
                               .view = m_context.view,
                               .betas = m_context.betas,
                               .bodyBytes = m_context.bodyBytes,
                               .textBytes = facts.userText.size()};
    features.facts.userText.clear();
    features.facts.firstTextHead.clear();
    features.facts.systemHead.clear();
    exchange.features = std::make_shared<const DecisionFeatures>(std::move(features));
}

void SessionLink::note(Sessions &sessions, const RequestFacts &facts, Exchange &exchange) const
{
    const bool answered = exchange.upstreamStatus >= 200 && exchange.upstreamStatus < 300;
    // The decision is lent, for its trace is long.
    SessionReport report {.turn = m_context.turn,
                          .decision = std::move(exchange.decision),
                          .usage = exchange.usage,
                          .bodyBytes = exchange.bytesIn,
                          .answered = answered,
                          .compacted = exchange.compacted,
                          .project = exchange.project,
                          .clientName = exchange.clientName};
    sessions.note(m_key, facts, report, exchange.client);
    exchange.decision = std::move(report.decision);
}

} // namespace proxy
