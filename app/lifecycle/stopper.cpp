// SPDX-License-Identifier: LicenseRef-Private
#include "app/lifecycle/stopper.h"

#include "app/lifecycle/loopbackhttp.h"
#include "app/lifecycle/portholder.h"
#include "app/lifecycle/processidentity.h"
#include "app/lifecycle/runtimestate.h"

#include <QDeadlineTimer>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <thread>

namespace app {

namespace {

constexpr auto kStopPollInterval = std::chrono::milliseconds(10);
constexpr auto kAfterCut = std::chrono::seconds(5);

/// A stop that ends at once needs no word.
constexpr auto kFirstWord = std::chrono::milliseconds(700);
constexpr auto kNextWord = std::chrono::seconds(5);
constexpr auto kEachSecond = std::chrono::seconds(10);

/// Looks until @p isOver, or until patience ends.
template <class Condition>
bool await(std::chrono::milliseconds patience, Condition isOver,
           DrainCountdown *countdown = nullptr)
{
    const QDeadlineTimer deadline(patience);
    while (!isOver()) {
        if (deadline.hasExpired())
            return false;
        if (countdown)
            countdown->tell();
        std::this_thread::sleep_for(kStopPollInterval);
    }
    return true;
}

bool awaitEnd(const ProcessIdentity &process, std::chrono::milliseconds patience,
              DrainCountdown &countdown)
{
    // Not the file: that goes before the process does.
    return await(
        patience, [&process] { return !isAlive(process); }, &countdown);
}

StopResult stopTray(const QString &runtimeDir, const InstanceState &instance,
                    const ProxyEndpoint &configured, std::chrono::milliseconds patience,
                    DrainCountdown &countdown)
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
    if (!await(patience, hasStopped, &countdown))
        return {1,
                QStringLiteral("the proxy in pid %1 is still draining").arg(instance.process.pid)};
    return {0, QStringLiteral("stopped; the window (pid %1) stays open").arg(instance.process.pid)};
}

/// A proxy that another folder started, or whose folder is gone, still runs.
QString nothingRuns(const ProxyEndpoint &configured)
{
    const auto stopped = QStringLiteral("already stopped");
    if (isPortFree(configured.port, configured.hosts))
        return stopped;
    return stopped
           + QStringLiteral("; port %1 is held by %2")
                 .arg(configured.port)
                 .arg(portHolder(configured.port).text());
}

} // namespace

StopResult stopInstance(const QString &runtimeDir, const ProxyEndpoint &configured,
                        std::chrono::milliseconds patience, const Waiting &waiting)
{
    DrainCountdown countdown(runtimeDir, waiting);
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
        return {0, nothingRuns(configured)};
    if (instance->hostedByTray)
        return stopTray(runtimeDir, *instance, configured, patience, countdown);
    const auto pid = static_cast<pid_t>(instance->process.pid);
    // A second signal would cut what the first lets go on.
    if (!instance->draining && ::kill(pid, SIGTERM) != 0)
        return {1, QStringLiteral("pid %1: %2")
                       .arg(pid)
                       .arg(QString::fromLocal8Bit(std::strerror(errno)))};
    if (awaitEnd(instance->process, patience, countdown))
        return {0, QStringLiteral("stopped: pid %1").arg(pid)};
    // The second one cuts what still streams.
    ::kill(pid, SIGTERM);
    if (awaitEnd(instance->process, kAfterCut, countdown))
        return {0, QStringLiteral("stopped: pid %1, open streams were cut").arg(pid)};
    return {1, QStringLiteral("pid %1 does not end").arg(pid)};
}

DrainCountdown::DrainCountdown(QString runtimeDir, Waiting waiting)
    : m_runtimeDir(std::move(runtimeDir))
    , m_waiting(std::move(waiting))
    , m_next(kFirstWord)
{ }

void DrainCountdown::tell()
{
    if (!m_waiting || !m_next.hasExpired())
        return;
    const auto instance = RuntimeState::liveInstance(m_runtimeDir);
    if (!instance || !instance->draining)
        return;
    m_waiting(drainText(*instance));
    m_next.setRemainingTime(instance->drainLeft() > kEachSecond ? kNextWord
                                                                : std::chrono::seconds(1));
}

} // namespace app
