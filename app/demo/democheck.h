// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/demo/demorow.h"
#include "app/standins/rawclient.h"

namespace app {

/// What one request was, and what came of it on both sides of the proxy.
struct DemoEvidence
{
    const DemoRequest &sent;
    const standins::RawResponse &answer;
    const std::vector<standins::RecordedRequest> &forwarded; ///< what the backend got
    double firstByteMs = -1;
    QByteArray backendKey;
};

/// The line of the table, with everything in it that is not as expected.
[[nodiscard]] DemoRow checkedRow(const QByteArray &name, const DemoExpectation &expected,
                                 const DemoEvidence &evidence);

} // namespace app
