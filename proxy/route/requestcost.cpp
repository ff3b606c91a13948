// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/route/requestcost.h"

#include "proxy/core/boundednumber.h"

namespace proxy {

std::optional<double> coldCost(const ModelFacts &model, const RequestSize &size,
                               const RequestFeatures &features)
{
    const double factor = model.tokenFactor / size.tokenFactor;
    const double prompt = size.promptTokens * factor;
    const ModelPrice price = model.price.forPrompt(boundedWhole(prompt), termsOf(features));
    if (!price.input || !price.output)
        return std::nullopt;
    return (prompt * static_cast<double>(*price.input)
            + size.outputTokens * factor * static_cast<double>(*price.output))
           / static_cast<double>(kPicoPerDollar);
}

PriceTerms termsOf(const RequestFeatures &features)
{
    return {.speed = features.speed, .region = features.region};
}

} // namespace proxy
