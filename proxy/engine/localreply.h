// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/said.h"
#include "proxy/message/response.h"

#include <QByteArray>

namespace proxy {

/// A JSON answer of a local route; nobody may keep it.
[[nodiscard]] Reply localReply(QByteArray body, int status = 200);

/// `{"error":{"type":"…","message":"…","said":…}}`; the type follows from @p status, 400 or 404;
/// `said` is for a window that translates the message.
[[nodiscard]] Reply localProblem(int status, const Said &message);

} // namespace proxy
