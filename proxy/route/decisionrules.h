// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/core/error.h"
#include "proxy/route/decisionstore.h"
#include "proxy/route/modelmap.h"
#include "proxy/route/requestshape.h"
#include "proxy/route/router.h"
#include "proxy/route/useroverride.h"

#include <memory>
#include <optional>
#include <vector>

namespace proxy {

/// Everything the rules may look at for one request. Values only, so that a decision can be
/// replayed.
struct DecisionInput
{
    RequestFacts facts;
    DecisionContext context;
    RouterSettings settings;
    quint64 generation = 0; ///< of the settings
    UserOverride userOverride; ///< what the person wants
    bool paused = false;
    bool takesSuffixes = true; ///< by the upstream: `model(level)`
    ModelFamily requestedFamily = ModelFamily::Other;
    ModelFamily family = ModelFamily::Other; ///< the one whose models may be selected
    std::optional<StoredDecision> turn; ///< what is remembered of this turn
    std::optional<StoredDecision> previous; ///< … of previous_response_id
    std::shared_ptr<const ModelList> listed; ///< null: not known
    QDate day; ///< today; models that have ended by it are passed over
    std::vector<RefusedShape> refused; ///< what models refused this client lately
    RequestMeasures measures; ///< of this request; made only where something was refused
};

/// The pure part of the input: family of the requested model and of its targets.
void completeFamilies(DecisionInput &input, const ModelMap &map);

/// Goes through the rules that need no router, in their order; each leaves a step in @p trace.
/// nullopt: none decides, the router is to be asked.
[[nodiscard]] std::optional<RouteDecision> decideWithoutRouter(const DecisionInput &input,
                                                               std::vector<TraceStep> &trace);

/// The question for this input.
[[nodiscard]] RouterQuestion questionFor(const DecisionInput &input);

/// A decision that keeps the requested model.
[[nodiscard]] RouteDecision keptDecision(const RequestFacts &facts, RouteReason reason);

} // namespace proxy
