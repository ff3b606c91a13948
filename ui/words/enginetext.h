// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/text.h"

#include <QString>

namespace ui {

/// Returns a text of the engine in the window's language. Names and words of an upstream or the
/// system stay as they are, and so does a sentence without a translation.
[[nodiscard]] QString engineText(const proxy::Text &text);

} // namespace ui
