// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/models/exchangemodel.h"

namespace ui {

// What each column of ExchangeModel shows and how it sorts. Pure.
[[nodiscard]] QString columnTitle(int column);
[[nodiscard]] QString columnText(const proxy::Exchange &exchange, int column);
[[nodiscard]] bool isNumericColumn(int column);
/// Negative, zero or positive: how two rows stand in the order of a column; numbers as numbers,
/// what is not known yet before everything known.
[[nodiscard]] int compareBy(int column, const proxy::Exchange &left, const proxy::Exchange &right);

/// "◔ easy": glyph and word.
[[nodiscard]] QString difficultyText(proxy::Difficulty difficulty);
/// "→ haiku…" only where the model changed.
[[nodiscard]] QString answeredText(const proxy::Exchange &exchange);
[[nodiscard]] QString outcomeText(const proxy::Exchange &exchange);

} // namespace ui
