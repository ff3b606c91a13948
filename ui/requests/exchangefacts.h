// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"

#include <QString>
#include <QUrl>

namespace ui {

/// Returns what came of a request in one line: "easy → claude-haiku-4-5 · saved $0.013 · cache
/// cold"; of one that failed its error. Pure.
[[nodiscard]] QString verdictText(const proxy::Exchange &exchange);

/// Whether the steps of a decision that passed are written out, or are one line that unfolds.
enum class Checks { Folded, Unfolded };

/// The address of the link in exchangeFactsHtml() that folds and unfolds the checks.
inline constexpr char kChecksLink[] = "checks";

/// Returns all facts of an exchange as tables in rich text: cost and usage first, then the
/// decision with its reasons, the changes, errors, and the classified text if it is recorded. All
/// values are escaped. Pure.
[[nodiscard]] QString exchangeFactsHtml(const proxy::Exchange &exchange, Checks checks);
/// Returns where the manual explains the reason of the decision.
[[nodiscard]] QUrl reasonUrl(const proxy::Exchange &exchange);
/// Returns the decision in one line: "Morph in 208 ms → easy → claude-haiku-… → routed".
[[nodiscard]] QString decisionText(const proxy::Exchange &exchange);
/// Returns what the prompt cache did: "cache warm", "cache cold"; empty: the answer does not say.
[[nodiscard]] QString cacheText(const proxy::Usage &usage);

} // namespace ui
