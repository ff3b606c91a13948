// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/clock.h"
#include "proxy/core/pauseend.h"
#include "proxy/route/decider.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <functional>
#include <optional>

namespace proxy {

/// Pauses routing, until it is resumed or for a limited time. Time in which the machine sleeps
/// counts. Lives on the worker thread.
class RoutingPause final : public QObject
{
public:
    /// @p decider and @p clock must outlive this. @p changed is called after every change.
    RoutingPause(Decider &decider, const Clock &clock, std::function<void()> changed);

    /// Pauses routing for @p duration; nullopt: until resume().
    void begin(std::optional<std::chrono::milliseconds> duration);
    void resume();
    [[nodiscard]] bool isOn() const { return m_decider.isPaused(); }
    /// When the pause ends, as Unix time in milliseconds; nullopt: not paused, or until resume().
    [[nodiscard]] std::optional<qint64> endsAtMs() const;

private:
    void resumeInTime();

    Decider &m_decider;
    const Clock &m_clock;
    std::function<void()> m_changed;
    std::optional<PauseEnd> m_end; ///< nullopt: not paused, or until resume()
    QTimer m_look; ///< checks whether the pause has ended
};

} // namespace proxy
