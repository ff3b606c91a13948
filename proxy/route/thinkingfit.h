// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/requestfacts.h"
#include "proxy/models/modeltable.h"

#include <QByteArray>

#include <optional>

namespace proxy {

/// Whether a target takes a request's thinking fields.
struct ThinkingFit
{
    bool fits = true; ///< it takes them as they are
    std::optional<QByteArray> suffix; ///< suffix that makes it take them, without parentheses
    Text problem; ///< what it does not take: "adaptive thinking", "effort xhigh", …
};

/// Compares a request's thinking fields with what @p target takes. The backend replaces those
/// fields by the suffix of the model's id: `(none)` removes them, `(8192)` is a budget, `(high)` a
/// level. Pure.
[[nodiscard]] ThinkingFit fitThinking(const RequestFacts &facts, const ModelFacts &target);

} // namespace proxy
