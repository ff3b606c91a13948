// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/response.h"

#include <QByteArray>
#include <QByteArrayView>

namespace proxy {

/// A JSON answer of a local route; nobody may keep it.
[[nodiscard]] Reply localReply(QByteArray body, int status = 200);

/// `{"error":{"type":"…","message":"…"}}`; the type follows from @p status, 400 or 404.
[[nodiscard]] Reply localProblem(int status, QByteArrayView message);

} // namespace proxy
