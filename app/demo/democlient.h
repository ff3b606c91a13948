// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/demo/demorequests.h"
#include "proxy/message/response.h"

#include <optional>

namespace app {

/// The answer to one request.
struct DemoResponse
{
    std::optional<proxy::ResponseHead> head {};
    QByteArray body {};
    qsizetype chunks = 0; ///< of a body in chunks
    double firstByteMs = -1; ///< negative: nothing came
    bool isComplete = false;
    bool isBroken = false; ///< it was no valid HTTP

    [[nodiscard]] int status() const { return head ? head->status : 0; }
    [[nodiscard]] QByteArray header(QByteArrayView name) const;
};

/// Sends @p request to the proxy on @p port, on a connection of its own, and runs the event loop
/// until the answer has ended.
[[nodiscard]] DemoResponse askProxy(quint16 port, const DemoRequest &request);

} // namespace app
