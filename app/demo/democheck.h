// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/demo/democlient.h"
#include "app/demo/demorow.h"
#include "proxy/message/request.h"

namespace app {

/// What one request was, and what came of it on both sides of the proxy.
struct DemoEvidence
{
    const DemoRequest &sent;
    const DemoResponse &answer;
    const std::vector<proxy::Request> &forwarded; ///< what the backend got
    QByteArray backendKey;
};

/// The line of the table, with everything in it that is not as expected.
[[nodiscard]] DemoRow checkedRow(const QByteArray &name, const DemoExpectation &expected,
                                 const DemoEvidence &evidence);

} // namespace app
