// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "scenario.h"

#include <string>
#include <vector>

namespace bench {

/// All samples of one scenario: results[target][round].
struct ScenarioResult
{
    Scenario scenario;
    std::vector<std::vector<Sample>> results;
};

/// One Markdown table: a column a target, then the ratio of each proxy to nginx. The first target
/// is the upstream itself.
[[nodiscard]] std::string markdownTable(const std::vector<Target> &targets,
                                        const std::vector<ScenarioResult> &results);

} // namespace bench
