// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"
#include "proxy/route/decisionoutcome.h"

#include <optional>
#include <vector>

namespace proxy {

/// Decides from the verdict of the classifier on this machine, DecisionInput::local, if the
/// settings let it decide; nullopt: Morph is asked. An unknown verdict keeps the model, or, with
/// RouterClassifier::LocalThenMorph, asks Morph where its fee can pay. Appends @p reasons, which
/// are the verdict's, and its own steps to @p trace. Pure.
[[nodiscard]] std::optional<RouteDecision> decideHere(const DecisionInput &input,
                                                      const DecisionTables &tables,
                                                      const std::vector<TraceStep> &reasons,
                                                      std::vector<TraceStep> &trace);

/// Decides when Morph failed: from the verdict of the classifier on this machine with
/// RouterClassifier::MorphThenLocal, else the model is kept. Pure.
[[nodiscard]] RouteDecision decideInTrouble(const DecisionInput &input,
                                            const DecisionTables &tables, const Error &error,
                                            const std::vector<TraceStep> &reasons,
                                            std::vector<TraceStep> &trace);

/// Whether Morph's fee can be less than what an easy answer saves over the turn. True where a price
/// is not known. Pure.
[[nodiscard]] bool canFeePay(const DecisionInput &input, const DecisionTables &tables);

} // namespace proxy
