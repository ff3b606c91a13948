// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/requestfacts.h"
#include "proxy/models/modeltable.h"

#include <optional>

namespace proxy {

/// The estimated size of a request before it is sent.
struct RequestSize
{
    double promptTokens = 0; ///< as the session's present model counts them
    double outputTokens = 500;
    double tokenFactor = 1; ///< ModelFacts::tokenFactor of that model
};

/// Returns what the whole request costs without a prompt cache, in dollars at list prices. It
/// considers the model's tokenizer, the prices for a prompt of that length and the request's price
/// terms. nullopt: a price is not known. Pure.
[[nodiscard]] std::optional<double> coldCost(const ModelFacts &model, const RequestSize &size,
                                             const RequestFeatures &features);

/// Returns the price terms that a request names.
[[nodiscard]] PriceTerms termsOf(const RequestFeatures &features);

} // namespace proxy
