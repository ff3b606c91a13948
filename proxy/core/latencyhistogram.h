// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <array>
#include <chrono>
#include <cstdint>

namespace proxy {

/// A histogram of durations from 1 us to over half an hour. Each doubling of the duration has eight
/// buckets, so a percentile is at most 12.5 % too high. Fixed size; never allocates. Plain value.
class LatencyHistogram final
{
public:
    using Micros = std::chrono::microseconds;

    /// Counts a duration @p times times.
    void add(Micros time, std::uint32_t times = 1);
    void clear() { *this = {}; }

    [[nodiscard]] std::uint64_t count() const { return m_count; }
    [[nodiscard]] Micros sum() const { return m_sum; }
    [[nodiscard]] Micros max() const { return m_max; }
    /// Returns the duration that @p share (0 to 1) of the values do not exceed, rounded up to its
    /// bucket's upper bound; 0 when there are no values.
    [[nodiscard]] Micros percentile(double share) const;
    /// Returns how many values were at most @p bound, as precisely as the buckets tell.
    [[nodiscard]] std::uint64_t countUpTo(Micros bound) const;

private:
    static constexpr int kPerDoubling = 8;
    static constexpr int kBuckets = 31 * kPerDoubling;

    static int bucketOf(Micros time);
    static Micros upperBound(int bucket);

    std::array<std::uint32_t, kBuckets> m_buckets {};
    std::uint64_t m_count = 0;
    Micros m_sum {0};
    Micros m_max {0};
};

} // namespace proxy
