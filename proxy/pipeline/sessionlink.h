// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"
#include "proxy/inspect/inspectortables.h"
#include "proxy/message/request.h"
#include "proxy/route/decisionstore.h"
#include "proxy/session/clientprofiles.h"
#include "proxy/session/sessions.h"

namespace proxy {

/// The objects that a SessionLink reads from.
struct SessionSources
{
    const InspectorTables &tables;
    const ClientProfiles &profiles;
    Sessions &sessions;
    bool namesClientKeys = false; ///< record a fingerprint of the client's credential
    std::shared_ptr<const NamedClient> named = nullptr; ///< who asks; null: it has no name
};

/// Connects one request with its session: finds the type of its turn, its session and the context
/// for DECIDE, and lets the session learn from the exchange at its end.
class SessionLink final
{
public:
    /// Finds turn and session of the request and records both in @p exchange.
    void read(const SessionSources &sources, const RequestHead &head, const RequestFacts &facts,
              Exchange &exchange);
    /// The context that the last read() made.
    [[nodiscard]] const DecisionContext &context() const { return m_context; }
    /// The session that the last read() found.
    [[nodiscard]] const SessionKey &key() const { return m_key; }
    /// Lets the session learn from the finished exchange.
    void note(Sessions &sessions, const RequestFacts &facts, Exchange &exchange) const;

private:
    void noteFeatures(const RequestFacts &facts, Exchange &exchange) const;

    SessionKey m_key;
    DecisionContext m_context;
};

} // namespace proxy
