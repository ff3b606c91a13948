// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/standins/dataplane.h"

namespace standins {

/// GET /v1/responses: the 101 and the conversation after it, or why not. @p scenario: ws-….
[[nodiscard]] Script responsesSocket(ModelCall &call, const QByteArray &scenario);
/// GET /v1/ws: the relay channel; frames are echoed.
[[nodiscard]] Script relaySocket(ModelCall &call);
[[nodiscard]] QList<QByteArray> socketScenarioNames();

} // namespace standins
