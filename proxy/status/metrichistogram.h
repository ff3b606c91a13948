// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <array>
#include <chrono>
#include <cstdint>

namespace proxy {

/// Upper bounds of the buckets of a MetricHistogram, in microseconds: 10 us to 10 min.
inline constexpr std::array<std::int64_t, 24> kMetricBounds {
    10,         25,         50,         100,         250,         500,
    1'000,      2'500,      5'000,      10'000,      25'000,      50'000,
    100'000,    250'000,    500'000,    1'000'000,   2'500'000,   5'000'000,
    10'000'000, 30'000'000, 60'000'000, 120'000'000, 300'000'000, 600'000'000};

/// A histogram of durations with fixed buckets, as Prometheus expects it. Plain value.
class MetricHistogram final
{
public:
    using Micros = std::chrono::microseconds;

    void add(Micros time)
    {
        size_t bucket = 0;
        while (bucket < kMetricBounds.size() && time.count() > kMetricBounds[bucket])
            ++bucket;
        ++m_buckets[bucket];
        m_sum += time;
    }
    /// How many durations are in that bucket alone. The last bucket has no upper bound.
    [[nodiscard]] std::uint64_t countIn(size_t bucket) const { return m_buckets[bucket]; }
    [[nodiscard]] Micros sum() const { return m_sum; }

private:
    std::array<std::uint64_t, kMetricBounds.size() + 1> m_buckets {};
    Micros m_sum {0};
};

} // namespace proxy
