// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/lifecycle/loopbackhttp.h"

#include <QString>

#include <chrono>

namespace app {

struct StopResult
{
    int exitCode = 0; ///< 0 stopped or nothing to stop; 1 it did not end in time
    QString text;
};

/// Tells the instance of this runtime folder to drain and end, and waits for it. A proxy hosted
/// by the tray stops serving and leaves its window open. After @p patience it is cut.
[[nodiscard]] StopResult stopInstance(const QString &runtimeDir, const ProxyEndpoint &configured,
                                      std::chrono::milliseconds patience);

} // namespace app
