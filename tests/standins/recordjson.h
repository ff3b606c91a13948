// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "tests/standins/wire.h"

#include <QJsonArray>

#include <vector>

namespace standins {

/// What the control port tells about requests; raw bytes in base64, times in milliseconds since
/// the request's first byte.
[[nodiscard]] QJsonArray requestsToJson(const std::vector<RecordedRequest> &requests);
[[nodiscard]] QJsonArray connectionsToJson(const std::vector<RecordedConnection> &connections);

} // namespace standins
