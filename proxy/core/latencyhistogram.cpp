// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/core/latencyhistogram.h"

#include "proxy/core/boundednumber.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace proxy {

void LatencyHistogram::add(Micros time, std::uint32_t times)
{
    if (times == 0)
        return;
    m_buckets.at(static_cast<size_t>(bucketOf(time))) += times;
    m_count += times;
    m_sum = Micros(boundedSum(m_sum.count(), boundedProduct(time.count(), qint64 {times})));
    m_max = std::max(m_max, time);
}

LatencyHistogram::Micros LatencyHistogram::percentile(double share) const
{
    if (m_count == 0)
        return Micros(0);
    const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(m_count)));
    std::uint64_t seen = 0;
    for (int bucket = 0; bucket < kBuckets; ++bucket) {
        seen += m_buckets.at(static_cast<size_t>(bucket));
        if (seen >= std::max<std::uint64_t>(wanted, 1))
            return std::min(upperBound(bucket), m_max);
    }
    return m_max;
}

std::uint64_t LatencyHistogram::countUpTo(Micros bound) const
{
    std::uint64_t seen = 0;
    for (int bucket = 0; bucket < kBuckets && upperBound(bucket) <= bound; ++bucket)
        seen += m_buckets.at(static_cast<size_t>(bucket));
    return seen;
}

// Each doubling is cut into equal parts: exponent from the leading bit, part from the next three.
int LatencyHistogram::bucketOf(Micros time)
{
    const auto value = static_cast<std::uint64_t>(std::max<Micros::rep>(time.count(), 0));
    if (value < kPerDoubling)
        return static_cast<int>(value);
    const int exponent = static_cast<int>(std::bit_width(value)) - 4;
    const int part = static_cast<int>(value >> exponent) - kPerDoubling;
    return std::min((exponent + 1) * kPerDoubling + part, kBuckets - 1);
}

LatencyHistogram::Micros LatencyHistogram::upperBound(int bucket)
{
    if (bucket < kPerDoubling)
        return Micros(bucket);
    const int exponent = bucket / kPerDoubling - 1;
    const int part = bucket % kPerDoubling + kPerDoubling;
    return Micros((Micros::rep {part} + 1) * (Micros::rep {1} << exponent) - 1);
}

} // namespace proxy
