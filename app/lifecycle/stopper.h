// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/lifecycle/loopbackhttp.h"

#include <QString>

#include <chrono>

namespace app {

/// The result of stopInstance().
struct StopResult
{
    int exitCode = 0; ///< 0 stopped or nothing to stop; 1 it did not end in time
    QString text;
};

/// Makes the instance of this runtime folder drain and end, and waits for it. A proxy in the
/// desktop program stops, but its window stays open. After @p patience open streams are cut.
/// Blocks.
[[nodiscard]] StopResult stopInstance(const QString &runtimeDir, const ProxyEndpoint &configured,
                                      std::chrono::milliseconds patience);

} // namespace app
