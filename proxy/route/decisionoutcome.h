// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/models/modeltable.h"
#include "proxy/route/decisionrules.h"
#include "proxy/route/preflight.h"

#include <optional>
#include <vector>

namespace proxy {

/// The tables that a decision is made with.
struct DecisionTables
{
    const ModelMap &map;
    const ModelTable &models;
};

/// Decides from the router's answer or its failure. The request goes to the map's target if that
/// can serve it and the policy finds the switch worth it. Appends its steps to @p trace.
[[nodiscard]] RouteDecision decideFromAnswer(const DecisionInput &input,
                                             const DecisionTables &tables,
                                             const Result<RouterAnswer> &answer,
                                             std::vector<TraceStep> &trace);

/// Decides from the user's override, which names a difficulty or a model. The policy is not
/// applied.
[[nodiscard]] RouteDecision decideByOverride(const DecisionInput &input,
                                             const DecisionTables &tables,
                                             std::vector<TraceStep> &trace);

/// Decides where a limit leaves the easy models alone: as if the task were easy. Nobody is asked.
[[nodiscard]] RouteDecision decideEasyOnly(const DecisionInput &input, const DecisionTables &tables,
                                           std::vector<TraceStep> &trace);

/// Returns the decision if no possible answer of the router would change the model; nullopt: the
/// router must be asked.
[[nodiscard]] std::optional<RouteDecision> decideUnasked(const DecisionInput &input,
                                                         const DecisionTables &tables,
                                                         std::vector<TraceStep> &trace);

/// Checks a reused decision: the turn's model must still be able to serve the request, which has
/// grown, and its effort must still be lower than what is asked for. A compaction stays with the
/// session's model. Returns other decisions unchanged.
[[nodiscard]] RouteDecision checkedReuse(const DecisionInput &input, const DecisionTables &tables,
                                         RouteDecision decision, std::vector<TraceStep> &trace);

/// Returns @p decision, or one that keeps the requested model: with RouteReason::NotAllowed if this
/// client may not use the decision's model, with RouteReason::Barred if that refused such a request
/// of this client before.
[[nodiscard]] RouteDecision unlessRefused(const DecisionInput &input, RouteDecision decision,
                                          std::vector<TraceStep> &trace);

/// Returns the reason for a failed classification.
[[nodiscard]] RouteReason reasonFor(ErrorCode code);

} // namespace proxy
