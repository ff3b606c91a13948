// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/status/windowpace.h"

#include "proxy/core/boundednumber.h"

#include <cstdlib>

namespace proxy {

namespace {

/// Codex tells the seconds until the reset, so that its time wavers.
constexpr qint64 kSameResetMs = 5LL * 60 * 1000;

bool isSameReset(std::optional<qint64> one, std::optional<qint64> other)
{
    return !one || !other || std::abs(*one - *other) <= kSameResetMs;
}

} // namespace

void WindowPace::told(const PlanWindow &window)
{
    const bool beganAnew =
        m_usedAtFirst
        && (window.used < *m_usedAtFirst || !isSameReset(m_resetsAtMs, window.resetsAtMs));
    if (beganAnew)
        *this = {};
    if (!m_usedAtFirst)
        m_usedAtFirst = window.used;
    m_used = window.used;
    m_resetsAtMs = window.resetsAtMs;
    m_sumsWhenTold = m_sums;
}

void WindowPace::spent(PicoDollars cost, PicoDollars saved)
{
    m_sums.cost = boundedSum(m_sums.cost, cost);
    m_sums.saved = boundedSum(m_sums.saved, saved);
}

std::optional<double> WindowPace::savedShare() const
{
    const double risen = m_used - m_usedAtFirst.value_or(m_used);
    if (risen < kLeastRisen || m_sumsWhenTold.cost <= 0)
        return std::nullopt;
    return double(m_sumsWhenTold.saved) * risen / double(m_sumsWhenTold.cost);
}

} // namespace proxy
