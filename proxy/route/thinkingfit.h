// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/requestfacts.h"
#include "proxy/models/modeltable.h"

#include <QByteArray>

#include <optional>

namespace proxy {

/// How a request's thinking fields suit a target.
struct ThinkingFit
{
    bool fits = true; ///< as they are
    std::optional<QByteArray> suffix; ///< what makes them fit, without parentheses
    Said problem; ///< "adaptive thinking", "effort xhigh", … when they don't fit
};

/// The backend lets a model's suffix replace the body's thinking fields: `(none)` removes them,
/// `(8192)` is a budget, `(high)` a level. Pure.
[[nodiscard]] ThinkingFit fitThinking(const RequestFacts &facts, const ModelFacts &target);

} // namespace proxy
