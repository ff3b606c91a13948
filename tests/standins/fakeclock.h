// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QObject>
#include <QPointer>

#include <chrono>
#include <functional>
#include <vector>

namespace standins {

/// The time of one fake: real, scaled, or moved by hand. Lives on the fake's thread.
class FakeClock final
{
public:
    using Millis = std::chrono::milliseconds;

    FakeClock(double scale, bool manual);

    /// Calls @p work after that long, unless @p context was destroyed before. A period of zero
    /// still goes through the event loop.
    void after(Millis period, QObject *context, std::function<void()> work);
    /// The manual clock only: everything that falls due runs now, in order.
    void advance(Millis period);
    /// Unix time. The manual clock starts at 2026-03-09T14:05:06Z.
    [[nodiscard]] qint64 nowMs() const;

private:
    struct Pending
    {
        qint64 dueMs;
        QPointer<QObject> context;
        std::function<void()> work;
    };

    double m_scale;
    bool m_manual;
    qint64 m_manualMs = 1773065106000;
    std::vector<Pending> m_pending;
};

} // namespace standins
