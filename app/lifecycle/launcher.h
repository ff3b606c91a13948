// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/lifecycle/loopbackhttp.h"
#include "app/lifecycle/stopper.h"

#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>

namespace app {

/// What launch() needs to know.
struct LaunchPlan
{
    QString program; ///< this executable
    QStringList arguments; ///< "--no-gui" and the caller's arguments
    QString runtimeDir;
    QString logDir;
    ProxyEndpoint endpoint; ///< as the configuration says
    /// The time limit of the start, after another instance has drained.
    std::chrono::milliseconds deadline {15000};
    std::chrono::milliseconds drainDeadline {40000};
    Waiting waiting; ///< is told of an instance that is being stopped
};

/// The result of launch().
struct LaunchResult
{
    int exitCode = 0; ///< 0 healthy or already running; 1 failed; 2 port conflict; 78 configuration
    QString text; ///< one line; after a failure also the end of the log
};

/// Starts the proxy in the background and returns when /health answers. It leaves no supervisor. It
/// waits for an instance that is draining. Two concurrent calls start one instance. Blocks.
[[nodiscard]] LaunchResult launch(const LaunchPlan &plan);

/// The part of launch() before it starts anything: waits for an instance that is draining and
/// returns how the start ends where an instance or another program is in its place; nullopt: the
/// place is free. For a proxy that is to run in this process. Blocks.
[[nodiscard]] std::optional<LaunchResult> whoIsInPlace(const LaunchPlan &plan);

// Return the files to which the output of the background process is appended.
[[nodiscard]] QString stdoutLogPath(const QString &logDir);
[[nodiscard]] QString stderrLogPath(const QString &logDir);

} // namespace app
