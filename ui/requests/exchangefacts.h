// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"

#include <QString>

namespace ui {

/// Returns all facts of an exchange as a table in rich text: the decision with its trace, the
/// changes, usage, errors, and the classified text if it is recorded. All values are escaped. Pure.
[[nodiscard]] QString exchangeFactsHtml(const proxy::Exchange &exchange);
/// Returns the decision in one line: "Morph in 208 ms → easy → claude-haiku-… → routed".
[[nodiscard]] QString decisionText(const proxy::Exchange &exchange);

} // namespace ui
