// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/fakeclock.h"

#include <QDateTime>
#include <QTimer>

#include <algorithm>

namespace standins {

FakeClock::FakeClock(double scale, bool manual)
    : m_scale(scale)
    , m_manual(manual)
{ }

void FakeClock::after(Millis period, QObject *context, std::function<void()> work)
{
    if (m_manual && period.count() > 0) {
        m_pending.push_back({m_manualMs + period.count(), context, std::move(work)});
        return;
    }
    const auto scaled = static_cast<qint64>(static_cast<double>(period.count()) * m_scale);
    QTimer::singleShot(std::chrono::milliseconds(scaled), Qt::PreciseTimer, context,
                       std::move(work));
}

void FakeClock::advance(Millis period)
{
    const qint64 until = m_manualMs + period.count();
    for (;;) {
        const auto next =
            std::min_element(m_pending.begin(), m_pending.end(),
                             [](const Pending &a, const Pending &b) { return a.dueMs < b.dueMs; });
        if (next == m_pending.end() || next->dueMs > until)
            break;
        const Pending due = std::move(*next);
        m_pending.erase(next);
        m_manualMs = due.dueMs;
        if (due.context)
            due.work();
    }
    m_manualMs = until;
}

qint64 FakeClock::nowMs() const
{
    return m_manual ? m_manualMs : QDateTime::currentMSecsSinceEpoch();
}

} // namespace standins
