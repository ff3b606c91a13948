// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QString>

namespace ui {

// What buttons and menus do to the text of a filter. Pure.

/// Whether @p term is a condition of the filter of its own.
[[nodiscard]] bool hasTerm(const QString &filter, const QString &term);
/// Returns the filter with @p term as a further condition of the whole.
[[nodiscard]] QString withTerm(const QString &filter, const QString &term);
/// Returns the filter without @p term.
[[nodiscard]] QString withoutTerm(const QString &filter, const QString &term);

} // namespace ui
