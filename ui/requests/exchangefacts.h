// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"

#include <QString>

namespace ui {

/// Everything known of an exchange as a table of rich text: decision and its trace with every
/// reason, what changed, usage, errors, the classified text where it is recorded. Escaped. Pure.
[[nodiscard]] QString exchangeFactsHtml(const proxy::Exchange &exchange);
/// The decision in one line: "Morph in 208 ms → easy → claude-haiku-… → routed".
[[nodiscard]] QString decisionText(const proxy::Exchange &exchange);

} // namespace ui
