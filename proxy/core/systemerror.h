// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/said.h"

namespace proxy {

/// What the system calls the error of this number: a sentence where it is a usual one of the
/// network or of files, else the system's own words. @p number: of errno.
[[nodiscard]] Said systemError(int number);

} // namespace proxy
