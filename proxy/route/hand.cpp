// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/hand.h"

#include "proxy/exchange/requestfacts.h"
#include "proxy/route/decisionstore.h"

namespace proxy {

namespace {

constexpr qsizetype kMaxShown = 64;

void hearRules(Hand &hand, const RequestFacts &facts, const DecisionContext &context,
               const std::vector<UserRule> &rules)
{
    const UserRule *rule = firstMatch(rules, {.model = facts.model,
                                              .path = context.path,
                                              .client = context.client,
                                              .project = context.project,
                                              .headers = &context.headers,
                                              .textLength = facts.userText.size()});
    if (!rule)
        return;
    hand.ruleId = rule->id;
    hand.keepsHard = rule->keepsHard;
    hand.neverUpgrades = rule->neverUpgrades;
    hand.wish = rule->wish;
    hand.id = rule->id;
}

void hearSession(Hand &hand, const DecisionContext &context)
{
    const SessionHand &session = context.view.hand;
    if (session.off)
        hand.wish = {.kind = RouteWish::Kind::Off};
    else if (!session.heldModel.isEmpty())
        hand.wish = {.kind = RouteWish::Kind::Model, .model = session.heldModel};
    else if (session.boostNext && context.turn != TurnType::ToolContinuation)
        hand.wish = {.kind = RouteWish::Kind::Difficulty, .difficulty = Difficulty::Hard};
    else
        return;
    hand.id = "session";
    hand.reason = RouteReason::HeldByUser;
}

void hearHeader(Hand &hand, const DecisionContext &context)
{
    const auto value = context.headers.first("x-llm-proxy-route");
    if (!value)
        return;
    const auto wish = routeWishFrom(*value);
    if (!wish) {
        hand.misread = value->first(std::min(value->size(), kMaxShown)).toByteArray();
        return;
    }
    hand.wish = *wish;
    hand.id = "header";
    hand.reason = RouteReason::KeepRule;
}

} // namespace

Hand handOf(const RequestFacts &facts, const DecisionContext &context,
            const std::vector<UserRule> &rules)
{
    // Later voices are the stronger ones.
    Hand hand;
    hearRules(hand, facts, context, rules);
    hearSession(hand, context);
    hearHeader(hand, context);
    return hand;
}

} // namespace proxy
