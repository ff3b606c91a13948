// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/standins/dataplane.h"

namespace standins {

/// The script of that entry of the catalogue for this call; nullopt: the entry leaves this
/// request alone (or there is none of that name) and the built-in behaviour applies.
[[nodiscard]] std::optional<Script> scenarioScript(const QByteArray &name, ModelCall &call);

/// Names of the entries that scenarioScript() knows.
[[nodiscard]] QList<QByteArray> catalogueNames();

} // namespace standins
