// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/clock.h"

#include <QObject>

#include <array>
#include <chrono>

namespace proxy {

/// Measures how long an event may have to wait for earlier ones: the duration of each round of the
/// event loop, from the end of one wait to the beginning of the next. It costs two clock readings
/// in each round. Create it on the loop's thread. Only with EventDispatcher does it include the
/// handling of sockets.
class LoopLag final : public QObject
{
public:
    /// Watches the current thread's event dispatcher, if it has one.
    explicit LoopLag(QObject *parent = nullptr, Clock clock = steadyClock());
    Q_DISABLE_COPY_MOVE(LoopLag)

    /// The 99th percentile of the rounds of the last one to two minutes; at most 12.5 % too high.
    [[nodiscard]] std::chrono::microseconds p99() const;
    /// The longest round of the last one to two minutes.
    [[nodiscard]] std::chrono::microseconds max() const;

    // Connected to the dispatcher; public for tests.
    void noteAwake();
    void noteBlocking();

private:
    static constexpr size_t kBuckets = 256; // 8 to each power of two

    struct Period
    {
        std::array<quint32, kBuckets> rounds {};
        quint64 count = 0;
        std::chrono::microseconds longest {0};
    };

    void add(std::chrono::microseconds length);

    Clock m_clock;
    Instant m_periodBegan;
    Instant m_awakeSince {};
    Instant m_blockedAt {};
    std::array<Period, 2> m_periods; // current, previous
};

} // namespace proxy
