// SPDX-License-Identifier: LicenseRef-Private
#include "app/lifecycle/stopper.h"

#include "app/lifecycle/loopbackhttp.h"
#include "app/lifecycle/runtimestate.h"

#include <QDeadlineTimer>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <thread>

namespace app {

namespace {

constexpr auto kPollInterval = std::chrono::milliseconds(10);

bool awaitEnd(const QString &runtimeDir, const ProcessIdentity &process,
              std::chrono::milliseconds patience)
{
    const QDeadlineTimer deadline(patience);
    do {
        const std::optional<InstanceState> instance = RuntimeState::liveInstance(runtimeDir);
        if (!instance || instance->process != process)
            return true;
        std::this_thread::sleep_for(kPollInterval);
    } while (!deadline.hasExpired());
    return false;
}

StopResult stopTray(const QString &runtimeDir, const InstanceState &instance,
                    std::chrono::milliseconds patience)
{
    const std::optional<LoopbackAnswer> answer =
        askLoopback({.method = "POST",
                     .target = "/router/stop",
                     .token = RuntimeState::controlToken(runtimeDir),
                     .body = "{}",
                     .port = instance.port});
    if (!answer || answer->status >= 300)
        return {1, QStringLiteral("the window (pid %1) did not take the order to stop")
                       .arg(instance.process.pid)};
    if (!awaitEnd(runtimeDir, instance.process, patience))
        return {1,
                QStringLiteral("the proxy in pid %1 is still draining").arg(instance.process.pid)};
    return {0, QStringLiteral("stopped; the window (pid %1) stays open").arg(instance.process.pid)};
}

} // namespace

StopResult stopInstance(const QString &runtimeDir, std::chrono::milliseconds patience)
{
    const std::optional<InstanceState> instance = RuntimeState::liveInstance(runtimeDir);
    if (!instance)
        return {0, QStringLiteral("already stopped")};
    if (instance->hostedByTray)
        return stopTray(runtimeDir, *instance, patience);
    const auto pid = static_cast<pid_t>(instance->process.pid);
    if (::kill(pid, SIGTERM) != 0)
        return {1, QStringLiteral("pid %1: %2")
                       .arg(pid)
                       .arg(QString::fromLocal8Bit(std::strerror(errno)))};
    if (awaitEnd(runtimeDir, instance->process, patience))
        return {0, QStringLiteral("stopped: pid %1").arg(pid)};
    // The second one cuts what still streams.
    ::kill(pid, SIGTERM);
    if (awaitEnd(runtimeDir, instance->process, std::chrono::seconds(5)))
        return {0, QStringLiteral("stopped: pid %1, open streams were cut").arg(pid)};
    return {1, QStringLiteral("pid %1 does not end").arg(pid)};
}

} // namespace app
