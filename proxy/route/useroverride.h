// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/userrules.h"

#include <QByteArray>

#include <vector>

namespace proxy {

struct RequestFacts;
struct DecisionContext;

/// What the person wants for one request, from the strongest voice down: the header
/// x-llm-proxy-route, the session's control, the first matching rule. Plain value.
struct UserOverride
{
    RouteWish wish;
    QByteArray id; ///< who says so: "header", "session", a rule's id; stands in record and trace
    RouteReason reason = RouteReason::KeepRule; ///< of a wish for no routing
    bool keepsHard = false;
    bool neverUpgrades = false;
    QByteArray ruleId; ///< of the rule that matched, whatever the wish
    QByteArray misread; ///< a header's value that says nothing

    /// A wish that takes the router's place.
    [[nodiscard]] bool decides() const
    {
        return wish.kind == RouteWish::Kind::Difficulty || wish.kind == RouteWish::Kind::Model;
    }
};

/// Pure.
[[nodiscard]] UserOverride userOverrideOf(const RequestFacts &facts, const DecisionContext &context,
                                          const std::vector<UserRule> &rules);

} // namespace proxy
