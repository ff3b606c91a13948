// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/models/exchangemodel.h"

namespace ui {

// What each column of ExchangeModel shows and how it sorts. Pure.
[[nodiscard]] QString columnTitle(int column);
[[nodiscard]] QString columnText(const proxy::Exchange &exchange, int column);
[[nodiscard]] bool isNumericColumn(int column);
/// Compares two rows by a column. Returns a negative number, zero or a positive one. Numbers are
/// compared as numbers; an unknown value comes before all known ones.
[[nodiscard]] int compareBy(int column, const proxy::Exchange &left, const proxy::Exchange &right);

/// Returns the difficulty as a symbol and a word: "◔ easy".
[[nodiscard]] QString difficultyText(proxy::Difficulty difficulty);
/// Returns "→ haiku…" when the model changed; else an empty text.
[[nodiscard]] QString answeredText(const proxy::Exchange &exchange);
[[nodiscard]] QString outcomeText(const proxy::Exchange &exchange);

} // namespace ui
