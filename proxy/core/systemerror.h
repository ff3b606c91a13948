// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/said.h"

namespace proxy {

/// Returns the text of an errno value: a translatable sentence for the usual errors of networks and
/// files, the system's own words (strerror) for all others.
[[nodiscard]] Said systemError(int number);

} // namespace proxy
