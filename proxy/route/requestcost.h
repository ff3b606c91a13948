// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/requestfacts.h"
#include "proxy/models/modeltable.h"

#include <optional>

namespace proxy {

/// What is known of a request's size before it is sent.
struct RequestSize
{
    double promptTokens = 0; ///< of the session's present model
    double outputTokens = 500;
    double tokenFactor = 1; ///< of the model that promptTokens was measured at
};

/// Dollars of the whole request at list prices with cold caches, the model's own tokenizer, the
/// price step of that length and the request's terms included; nullopt: a price is not known.
/// Pure.
[[nodiscard]] std::optional<double> coldCost(const ModelFacts &model, const RequestSize &size,
                                             const RequestFeatures &features);

/// The terms that a request names.
[[nodiscard]] PriceTerms termsOf(const RequestFeatures &features);

} // namespace proxy
