// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/replay/loggedrequest.h"

#include <vector>

namespace support {

/// Sessions as a replay reads them. Morph's answer follows from the length of the typed text: 60
/// bytes are easy, 160 medium, more is hard.
[[nodiscard]] std::vector<proxy::LoggedRequest> recordedSessions();
/// Made-up ones: an agent with tools and a growing conversation, several turns with tool loops,
/// pauses, titles, a summary. @p firstBytes: the body of the first request.
[[nodiscard]] std::vector<proxy::LoggedRequest> syntheticSessions(qint64 firstBytes = 90'000);

} // namespace support
