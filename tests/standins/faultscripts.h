// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/standins/errorcatalogue.h"

#include <QHash>

namespace standins {

using ScenarioMaker = std::optional<Script> (*)(ModelCall &call);
using ScenarioTable = QHash<QByteArray, ScenarioMaker>;

[[nodiscard]] const ScenarioTable &replyScenarios(); ///< whole replies with a status
[[nodiscard]] const ScenarioTable &streamScenarios(); ///< streams that break or arrive oddly
[[nodiscard]] const ScenarioTable &transportScenarios(); ///< connections that misbehave

} // namespace standins
