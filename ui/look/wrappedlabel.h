// SPDX-License-Identifier: LicenseRef-Private
#pragma once

class QLabel;

namespace ui {

/// Returns a label for sentences: it wraps them, and they can be marked and copied. The caller owns
/// it.
[[nodiscard]] QLabel *wrappedLabel();

} // namespace ui
