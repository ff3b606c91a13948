// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"
#include "proxy/models/modeltable.h"

#include <optional>

namespace proxy {

/// More tokens of one answer than this can't be true, and have no price: sums would not fit.
inline constexpr qint64 kMostPricedTokens = 1'000'000'000;

/// What @p usage costs at list prices; nullopt when the usage, or the price of any kind of token
/// that occurs in it, is not known. Reasoning tokens are part of the output.
[[nodiscard]] std::optional<PicoDollars> costOf(const Usage &usage, const ModelPrice &price,
                                                const PriceTerms &terms = {});

} // namespace proxy
