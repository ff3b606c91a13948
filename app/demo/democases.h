// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/demo/demorow.h"

#include <vector>

namespace app {

/// Returns the requests of the demo in their order, each with its expected result.
[[nodiscard]] std::vector<DemoCase> demoCases();

} // namespace app
