// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/said.h"

#include <QString>

namespace ui {

/// What the engine says, in the window's language. Words of others (an upstream, the system) and
/// names stay as they are; so does a sentence of a proxy of another version that no translator saw.
[[nodiscard]] QString engineText(const proxy::Said &said);

} // namespace ui
