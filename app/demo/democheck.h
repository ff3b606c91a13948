// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/demo/democlient.h"
#include "app/demo/demorow.h"
#include "proxy/message/request.h"

namespace app {

/// A request of the demo and its results on both sides of the proxy.
struct DemoEvidence
{
    const DemoRequest &sent;
    const DemoResponse &answer;
    const std::vector<proxy::Request> &forwarded; ///< what the backend got
    QByteArray backendKey;
};

/// Returns the row of the table, with everything that differs from the expectation.
[[nodiscard]] DemoRow checkedRow(const QByteArray &name, const DemoExpectation &expected,
                                 const DemoEvidence &evidence);

} // namespace app
