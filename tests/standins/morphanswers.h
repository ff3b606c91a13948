// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/standins/fakemorph.h"

namespace standins {

/// What Morph would do with that request, or what @p answer says instead.
[[nodiscard]] Script morphScript(const RecordedRequest &request, const MorphAnswer &answer);

} // namespace standins
