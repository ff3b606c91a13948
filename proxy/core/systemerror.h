// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/text.h"

namespace proxy {

/// Returns the text of an errno value: a translatable sentence for the usual errors of networks and
/// files, the system's own words (strerror) for all others.
[[nodiscard]] Text systemError(int number);

} // namespace proxy
