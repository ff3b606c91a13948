// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "target.h"

namespace bench {

/// Mixed traffic with faults and clients that leave, for so long; prints what the proxy uses and
/// whether that stays level. The exit code of the program: 0 when it does and no answer was wrong.
[[nodiscard]] int runSoak(const Setup &setup, double minutes);

} // namespace bench
