// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"
#include "proxy/json/jsonfields.h"

#include <span>

namespace proxy {

/// Returns the fields of a row of the request log, in their order. Writer and reader use this one
/// table; a new field takes one line in it and one in the manual.
[[nodiscard]] std::span<const JsonSection<Exchange>> rowSections();

/// Names of the fields that the ledger reads with its own, faster reader.
namespace rowname {
inline constexpr char kSchema[] = "schema";
inline constexpr char kRouting[] = "routing";
inline constexpr char kSession[] = "session";
inline constexpr char kClientKey[] = "client_key";
inline constexpr char kClientName[] = "client_name";
inline constexpr char kProject[] = "project";
inline constexpr char kRequestedModel[] = "requested_model";
inline constexpr char kSelectedModel[] = "selected_model";
inline constexpr char kClassifier[] = "classifier";
inline constexpr char kUsage[] = "usage";
inline constexpr char kInput[] = "input";
inline constexpr char kOutput[] = "output";
inline constexpr char kReasoning[] = "reasoning";
inline constexpr char kCacheRead[] = "cache_read";
inline constexpr char kCacheWrite5m[] = "cache_write_5m";
inline constexpr char kCacheWrite1h[] = "cache_write_1h";
inline constexpr char kCacheWrite30m[] = "cache_write_30m";
inline constexpr char kCacheWrite12h[] = "cache_write_12h";
inline constexpr char kCost[] = "cost_usd";
inline constexpr char kBaseline[] = "baseline_usd";
inline constexpr char kCache[] = "cache";
inline constexpr char kLost[] = "lost_usd";
inline constexpr char kFeatures[] = "features";
} // namespace rowname

} // namespace proxy
