// SPDX-License-Identifier: LicenseRef-Private
#include "app/lifecycle/stopper.h"

#include "app/lifecycle/loopbackhttp.h"
#include "app/lifecycle/processidentity.h"
#include "app/lifecycle/runtimestate.h"

#include <QDeadlineTimer>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <thread>

namespace app {

namespace {

constexpr auto kPollInterval = std::chrono::milliseconds(10);
constexpr auto kAfterCut = std::chrono::seconds(5);

/// Looks until @p isOver, or until patience ends.
template <class Condition> bool await(std::chrono::milliseconds patience, Condition isOver)
{
    const QDeadlineTimer deadline(patience);
    while (!isOver()) {
        if (deadline.hasExpired())
            return false;
        std::this_thread::sleep_for(kPollInterval);
    }
    return true;
}

bool awaitEnd(const ProcessIdentity &process, std::chrono::milliseconds patience)
{
    // Not the file: that goes before the process does.
    return await(patience, [&process] { return !isAlive(process); });
}

StopResult stopTray(const QString &runtimeDir, const InstanceState &instance,
                    const ProxyEndpoint &configured, std::chrono::milliseconds patience)
{
    const std::optional<LoopbackAnswer> answer =
        askLoopback({.method = "POST",
                     .target = "/router/stop",
                     .token = RuntimeState::controlToken(runtimeDir),
                     .body = "{}",
                     .endpoint = endpointOf(instance, configured)});
    if (!answer || answer->status >= 300)
        return {1, QStringLiteral("the window (pid %1) did not take the order to stop")
                       .arg(instance.process.pid)};
    const auto hasStopped = [&] {
        const auto now = RuntimeState::liveInstance(runtimeDir);
        return !now || now->process != instance.process;
    };
    if (!await(patience, hasStopped))
        return {1,
                QStringLiteral("the proxy in pid %1 is still draining").arg(instance.process.pid)};
    return {0, QStringLiteral("stopped; the window (pid %1) stays open").arg(instance.process.pid)};
}

} // namespace

StopResult stopInstance(const QString &runtimeDir, const ProxyEndpoint &configured,
                        std::chrono::milliseconds patience)
{
    std::optional<InstanceState> instance = RuntimeState::runningInstance(runtimeDir);
    const proxy::Text obstacle = RuntimeState::obstacle(runtimeDir);
    if (!instance && !obstacle.isEmpty())
        return {1, QStringLiteral("can't tell what runs: %1").arg(obstacle.text())};
    // One that is about to begin or to end holds the folder without a word in it.
    const auto isKnown = [&] {
        instance = RuntimeState::runningInstance(runtimeDir);
        return instance || !RuntimeState::isLocked(runtimeDir);
    };
    if (!instance && !await(kAfterCut, isKnown))
        return {1, QStringLiteral("a process that can't be found out holds %1").arg(runtimeDir)};
    if (!instance)
        return {0, QStringLiteral("already stopped")};
    if (instance->hostedByTray)
        return stopTray(runtimeDir, *instance, configured, patience);
    const auto pid = static_cast<pid_t>(instance->process.pid);
    if (::kill(pid, SIGTERM) != 0)
        return {1, QStringLiteral("pid %1: %2")
                       .arg(pid)
                       .arg(QString::fromLocal8Bit(std::strerror(errno)))};
    if (awaitEnd(instance->process, patience))
        return {0, QStringLiteral("stopped: pid %1").arg(pid)};
    // The second one cuts what still streams.
    ::kill(pid, SIGTERM);
    if (awaitEnd(instance->process, kAfterCut))
        return {0, QStringLiteral("stopped: pid %1, open streams were cut").arg(pid)};
    return {1, QStringLiteral("pid %1 does not end").arg(pid)};
}

} // namespace app
