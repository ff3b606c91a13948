// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/models/modeltable.h"
#include "proxy/route/decisionrules.h"
#include "proxy/route/preflight.h"

#include <optional>
#include <vector>

namespace proxy {

/// The tables an answer is judged by.
struct DecisionTables
{
    const ModelMap &map;
    const ModelTable &models;
};

/// What the router's answer, or its failure, comes to: the map's target, if the request is safe
/// there and the policy finds the switch worth it. Leaves its steps in @p trace.
[[nodiscard]] RouteDecision decideFromAnswer(const DecisionInput &input,
                                             const DecisionTables &tables,
                                             const Result<RouterAnswer> &answer,
                                             std::vector<TraceStep> &trace);

/// What the person's wish for a difficulty or a model comes to; the policy is not asked.
[[nodiscard]] RouteDecision decideByOverride(const DecisionInput &input,
                                             const DecisionTables &tables,
                                             std::vector<TraceStep> &trace);

/// The decision, if none of the router's possible answers would change the model; nullopt: ask.
[[nodiscard]] std::optional<RouteDecision> decideUnasked(const DecisionInput &input,
                                                         const DecisionTables &tables,
                                                         std::vector<TraceStep> &trace);

/// A known turn goes on; its model must still be able to take the request, which grew. A summary
/// stays with the session's model. Other decisions come back unchanged.
[[nodiscard]] RouteDecision checkedReuse(const DecisionInput &input, const DecisionTables &tables,
                                         RouteDecision decision, std::vector<TraceStep> &trace);

/// The decision, unless its model refused such a request of this client before: then the request
/// keeps the model it asked for, with the reason Barred.
[[nodiscard]] RouteDecision unlessBarred(const DecisionInput &input, RouteDecision decision,
                                         std::vector<TraceStep> &trace);

/// Which reason a failed classification is.
[[nodiscard]] RouteReason reasonFor(ErrorCode code);

} // namespace proxy
