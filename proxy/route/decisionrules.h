// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/core/error.h"
#include "proxy/exchange/limitinforce.h"
#include "proxy/route/decisionstore.h"
#include "proxy/route/modelmap.h"
#include "proxy/route/requestshape.h"
#include "proxy/route/router.h"
#include "proxy/route/useroverride.h"

#include <memory>
#include <optional>
#include <vector>

namespace proxy {

/// Everything that a decision about one request depends on. Plain values, so that the decision can
/// be replayed.
struct DecisionInput
{
    /// For a request that asks for `auto`, facts.model is the medium model that stands for it.
    RequestFacts facts;
    QByteArray alias {}; ///< the name in such a request; empty: facts.model is
    /// facts.model as this request can be sent to it: with a suffix where it needs one.
    QByteArray fallback {};
    DecisionContext context;
    RouterSettings settings;
    quint64 generation = 0; ///< of the settings
    UserOverride userOverride; ///< what the user wants for this request
    std::optional<LocalVerdict> local; ///< what the classifier on this machine says
    bool paused = false;
    bool takesSuffixes = true; ///< the upstream reads `model(level)`
    LimitsInForce limits; ///< what restrains this request
    ModelFamily requestedFamily = ModelFamily::Other;
    ModelFamily family = ModelFamily::Other; ///< the family whose models may be selected
    std::optional<StoredDecision> turn; ///< remembered decision of this turn
    std::optional<StoredDecision> previous; ///< remembered decision of previous_response_id
    std::shared_ptr<const ModelList> listed; ///< the backend's list; null: not known
    QDate day; ///< today; models that have ended by then are not selected
    std::vector<RefusedShape> refused; ///< requests of this client that models refused
    RequestMeasures measures; ///< of this request; filled only if `refused` is not empty
};

/// Fills the two families of @p input.
void completeFamilies(DecisionInput &input, const ModelMap &map);

/// Applies as much of the first rule as needs no more than this: whether routing is off for this
/// request. Without a key for Morph it is, unless a turn may run that was decided before:
/// @p hasDecided. The decision has its trace. Pure.
[[nodiscard]] std::optional<RouteDecision> decideSwitchedOff(const RequestFacts &facts,
                                                             const RouterSettings &settings,
                                                             bool paused, bool hasDecided);

/// Applies the rules that need no router, in their order; each appends a step to @p trace. Returns
/// nullopt when no rule decides, so that the router must be asked. Pure.
[[nodiscard]] std::optional<RouteDecision> decideWithoutRouter(const DecisionInput &input,
                                                               std::vector<TraceStep> &trace);

/// Returns the decision if a limit that is used up stops the request; nullopt: none does. The
/// decision has its trace. Pure.
[[nodiscard]] std::optional<RouteDecision> decideStopped(const RequestFacts &facts,
                                                         const LimitsInForce &limits);

/// Makes the settings of @p input as strict as its limits want: an aggressive mode, and for easy
/// models alone no regard for warm caches. Appends a step to @p trace for each limit. Pure.
void applyLimits(DecisionInput &input, std::vector<TraceStep> &trace);

/// Returns what the router is asked for this input.
[[nodiscard]] RouterQuestion questionFor(const DecisionInput &input);

/// Returns a decision that keeps the requested model for @p reason.
[[nodiscard]] RouteDecision keptDecision(const RequestFacts &facts, RouteReason reason);

} // namespace proxy
