// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/text.h"
#include "proxy/message/response.h"

#include <QByteArray>

namespace proxy {

/// Makes the JSON answer of a local route, with Cache-Control: no-store.
[[nodiscard]] Reply localReply(QByteArray body, int status = 200);

/// Makes an error answer: `{"error":{"type":"…","message":"…","said":…}}`. The type follows from @p
/// status, 400 or 404. `said` lets a window translate the message.
[[nodiscard]] Reply localProblem(int status, const Text &message);

} // namespace proxy
