// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/userrules.h"

#include <QByteArray>

#include <vector>

namespace proxy {

struct RequestFacts;
struct DecisionContext;

/// What the user wants for one request, over the router's decision. The strongest source counts:
/// the header x-llm-proxy-route, then the session's override, then the first matching rule. Plain
/// value.
struct UserOverride
{
    RouteWish wish;
    QByteArray id; ///< the source: "header", "session" or a rule's id; for request log and trace
    RouteReason reason = RouteReason::KeepRule; ///< reason to give when `wish` is no routing
    bool keepsHard = false; ///< UserRule::keepsHard of the matching rule
    bool neverUpgrades = false; ///< UserRule::neverUpgrades of the matching rule
    QByteArray ruleId; ///< id of the matching rule; empty: none
    QByteArray misread; ///< value of x-llm-proxy-route that is not understood

    /// Whether `wish` replaces the router's answer.
    [[nodiscard]] bool decides() const
    {
        return wish.kind == RouteWish::Kind::Difficulty || wish.kind == RouteWish::Kind::Model;
    }
};

/// Returns the override for a request. Pure.
[[nodiscard]] UserOverride userOverrideOf(const RequestFacts &facts, const DecisionContext &context,
                                          const std::vector<UserRule> &rules);

} // namespace proxy
