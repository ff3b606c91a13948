// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <array>
#include <chrono>
#include <cstdint>

namespace proxy {

/// Counts durations in eight buckets a doubling, from 1 us to over half an hour, so that any
/// percentile is at most 12.5 % too high. Fixed size, no allocation. Plain value.
class LatencyHistogram final
{
public:
    using Micros = std::chrono::microseconds;

    void add(Micros time, std::uint32_t times = 1);
    void clear() { *this = {}; }

    [[nodiscard]] std::uint64_t count() const { return m_count; }
    [[nodiscard]] Micros sum() const { return m_sum; }
    [[nodiscard]] Micros max() const { return m_max; }
    /// The upper bound of the bucket that holds the @p share (0 to 1) smallest; 0 without values.
    [[nodiscard]] Micros percentile(double share) const;
    /// How many values were at most @p bound, to bucket precision.
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
