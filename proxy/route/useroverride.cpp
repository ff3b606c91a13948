// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/useroverride.h"

#include "proxy/exchange/requestfacts.h"
#include "proxy/route/decisionstore.h"

namespace proxy {

namespace {

constexpr qsizetype kMaxShown = 64;

void hearRules(UserOverride &userOverride, const RequestFacts &facts,
               const DecisionContext &context, const std::vector<UserRule> &rules)
{
    const UserRule *rule = firstMatch(rules, {.model = facts.model,
                                              .path = context.path,
                                              .client = context.client,
                                              .project = context.project,
                                              .headers = &context.headers,
                                              .textLength = facts.userText.size()});
    if (!rule)
        return;
    userOverride.ruleId = rule->id;
    userOverride.keepsHard = rule->keepsHard;
    userOverride.neverUpgrades = rule->neverUpgrades;
    userOverride.wish = rule->wish;
    userOverride.id = rule->id;
}

void hearSession(UserOverride &userOverride, const DecisionContext &context)
{
    const SessionOverride &session = context.view.userOverride;
    if (session.off)
        userOverride.wish = {.kind = RouteWish::Kind::Off};
    else if (!session.heldModel.isEmpty())
        userOverride.wish = {.kind = RouteWish::Kind::Model, .model = session.heldModel};
    else if (session.boostNext && context.turn != TurnType::ToolContinuation)
        userOverride.wish = {.kind = RouteWish::Kind::Difficulty, .difficulty = Difficulty::Hard};
    else
        return;
    userOverride.id = "session";
    userOverride.reason = RouteReason::HeldByUser;
}

void hearHeader(UserOverride &userOverride, const DecisionContext &context)
{
    const auto value = context.headers.first("x-llm-proxy-route");
    if (!value)
        return;
    const auto wish = routeWishFrom(*value);
    if (!wish)
        userOverride.misread = value->first(std::min(value->size(), kMaxShown)).toByteArray();
    // What is not understood may have meant "off": nothing of the text leaves.
    userOverride.wish = wish.value_or(RouteWish {.kind = RouteWish::Kind::Off});
    userOverride.id = "header";
    userOverride.reason = RouteReason::KeepRule;
}

} // namespace

UserOverride userOverrideOf(const RequestFacts &facts, const DecisionContext &context,
                            const std::vector<UserRule> &rules)
{
    // Later voices are the stronger ones.
    UserOverride userOverride;
    hearRules(userOverride, facts, context, rules);
    hearSession(userOverride, context);
    hearHeader(userOverride, context);
    return userOverride;
}

} // namespace proxy
