// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/route/decisionoutcome.h"

#include <vector>

namespace proxy {

/// Whether a request for @p model asks the proxy to choose. A name with a prefix that the backend
/// lists is a model of the backend's own, such as `openrouter/auto`. @p listed may be null. Pure.
[[nodiscard]] bool asksForAuto(QByteArrayView model, const ModelList *listed);

/// Lets the medium model stand for the `auto` that a request asks for: fills DecisionInput::alias,
/// ::fallback and both families, and replaces the model of its facts. That is the first medium
/// target that can serve the request, else the first one that the backend lists, else the first
/// one. Its family is the one that the settings say, else the one of the name, else of the
/// endpoint; or, when the backend lists nothing of it, another one. Pure.
void standInForAuto(DecisionInput &input, const DecisionTables &tables);

/// Writes into a decision for such a request what was asked for, and sends the fallback where the
/// model that stands for it is kept. Other decisions stay as they are. Pure.
void tellAuto(const DecisionInput &input, RouteDecision &decision);

/// Returns the trace's step about the model that stands for `auto`.
[[nodiscard]] TraceStep autoStep(const DecisionInput &input);

} // namespace proxy
