// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/lifecycle/loopbackhttp.h"

#include <QString>
#include <QStringList>

#include <chrono>

namespace app {

/// What `llm-proxy start` needs to know of the configuration.
struct LaunchPlan
{
    QString program; ///< this executable
    QStringList arguments; ///< "--no-gui" and what the caller gave
    QString runtimeDir;
    QString logDir;
    ProxyEndpoint endpoint; ///< as configured
    std::chrono::milliseconds deadline {15000}; ///< until healthy, once nothing is draining
    std::chrono::milliseconds drainDeadline {40000};
};

struct LaunchResult
{
    int exitCode = 0; ///< 0 healthy or already running; 1 failed; 2 port conflict; 78 configuration
    QString text; ///< one line, on failure followed by the end of the log
};

/// Starts the proxy in the background and returns when /health answers. Leaves no supervisor.
/// Waits for an instance that is draining; two starts at once yield one instance.
[[nodiscard]] LaunchResult launch(const LaunchPlan &plan);

/// Where the background process's output goes, appended.
[[nodiscard]] QString stdoutLogPath(const QString &logDir);
[[nodiscard]] QString stderrLogPath(const QString &logDir);

} // namespace app
