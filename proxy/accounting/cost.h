// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"
#include "proxy/models/modeltable.h"

#include <optional>

namespace proxy {

/// An answer with more tokens has no price: such a number is not believed, and sums could overflow.
inline constexpr qint64 kMostPricedTokens = 1'000'000'000;

/// Returns what @p usage costs at list prices. Returns nullopt when the usage is unknown, or the
/// price of a kind of token that occurs in it. Reasoning tokens are part of the output. Pure.
[[nodiscard]] std::optional<PicoDollars> costOf(const Usage &usage, const ModelPrice &price,
                                                const PriceTerms &terms = {});

} // namespace proxy
