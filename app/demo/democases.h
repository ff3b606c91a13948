// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/demo/demorow.h"

#include <vector>

namespace app {

/// The requests of the demo in their order, with what must come of each.
[[nodiscard]] std::vector<DemoCase> demoCases();

} // namespace app
