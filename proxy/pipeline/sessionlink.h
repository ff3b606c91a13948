// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"
#include "proxy/inspect/inspectortables.h"
#include "proxy/message/request.h"
#include "proxy/route/decisionstore.h"
#include "proxy/session/clientprofiles.h"
#include "proxy/session/sessions.h"

namespace proxy {

/// Where a link reads from.
struct SessionSources
{
    const InspectorTables &tables;
    const ClientProfiles &profiles;
    Sessions &sessions;
};

/// Ties one request to its conversation: the type of its turn, its session, what DECIDE may know
/// of it; at the end the session learns from it.
class SessionLink final
{
public:
    /// Tells turn and session from the facts and notes both in @p exchange.
    void read(const SessionSources &sources, const RequestHead &head, const RequestFacts &facts,
              Exchange &exchange);
    /// Of the facts read last.
    [[nodiscard]] const DecisionContext &context() const { return m_context; }
    /// The exchange is over.
    void note(Sessions &sessions, const RequestFacts &facts, const Exchange &exchange) const;

private:
    void noteFeatures(const RequestFacts &facts, Exchange &exchange) const;

    SessionKey m_key;
    DecisionContext m_context;
};

} // namespace proxy
