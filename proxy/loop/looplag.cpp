// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/loop/looplag.h"

#include <QAbstractEventDispatcher>

#include <algorithm>
#include <bit>
#include <utility>

namespace proxy {

namespace {

using Micros = std::chrono::microseconds;

constexpr std::chrono::seconds kPeriod {60};

/// 8 buckets to each power of two; below 8 us one to each.
size_t bucketOf(Micros length)
{
    const auto value = static_cast<quint64>(std::max<qint64>(length.count(), 0));
    if (value < 8)
        return static_cast<size_t>(value);
    const auto power = static_cast<size_t>(std::bit_width(value)) - 4;
    return (power + 1) * 8 + static_cast<size_t>(value >> power) - 8;
}

/// The longest length that falls into the bucket.
Micros lengthOf(size_t bucket)
{
    if (bucket < 8)
        return Micros(bucket);
    const size_t power = bucket / 8 - 1;
    return Micros(((static_cast<quint64>(bucket % 8 + 9)) << power) - 1);
}

} // namespace

LoopLag::LoopLag(QObject *parent, Clock clock)
    : QObject(parent)
    , m_clock(std::move(clock))
    , m_periodBegan(m_clock())
{
    const QAbstractEventDispatcher *dispatcher = QAbstractEventDispatcher::instance();
    if (dispatcher == nullptr)
        return;
    connect(dispatcher, &QAbstractEventDispatcher::awake, this, &LoopLag::noteAwake);
    connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, this, &LoopLag::noteBlocking);
}

void LoopLag::noteBlocking()
{
    m_blockedAt = m_clock();
}

/// Without a blocking wait in between, a round ends where the next begins.
void LoopLag::noteAwake()
{
    const Instant now = m_clock();
    const Instant end = std::exchange(m_blockedAt, Instant());
    if (m_awakeSince != Instant())
        add(std::chrono::duration_cast<Micros>((end == Instant() ? now : end) - m_awakeSince));
    m_awakeSince = now;
    const auto age = now - m_periodBegan;
    if (age < kPeriod)
        return;
    m_periodBegan = now;
    m_periods[1] = age < 2 * kPeriod ? m_periods[0] : Period();
    m_periods[0] = Period();
}

void LoopLag::add(Micros length)
{
    Period &period = m_periods[0];
    ++period.rounds[std::min(bucketOf(length), kBuckets - 1)];
    ++period.count;
    period.longest = std::max(period.longest, length);
}

Micros LoopLag::p99() const
{
    const quint64 count = m_periods[0].count + m_periods[1].count;
    const quint64 wanted = count - count / 100;
    quint64 seen = 0;
    for (size_t bucket = 0; bucket < kBuckets && count > 0; ++bucket) {
        seen += m_periods[0].rounds[bucket] + m_periods[1].rounds[bucket];
        if (seen >= wanted)
            return std::min(lengthOf(bucket), max());
    }
    return max();
}

Micros LoopLag::max() const
{
    return std::max(m_periods[0].longest, m_periods[1].longest);
}

} // namespace proxy
