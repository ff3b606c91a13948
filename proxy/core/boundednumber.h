// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QJsonValue>
#include <QtGlobal>

#include <algorithm>
#include <cmath>
#include <limits>

namespace proxy {

// Arithmetic on numbers that come from outside. A result that does not fit into its type becomes
// the nearest value that does, so a sum may be too small but never changes its sign. All pure.

/// No answer holds more tokens. A larger number is not believed.
inline constexpr qint64 kMostTokens = qint64 {1} << 40U;

[[nodiscard]] constexpr qint64 boundedSum(qint64 a, qint64 b)
{
    qint64 sum = 0;
    if (!__builtin_add_overflow(a, b, &sum))
        return sum;
    return b > 0 ? std::numeric_limits<qint64>::max() : std::numeric_limits<qint64>::min();
}

[[nodiscard]] constexpr qint64 boundedDifference(qint64 a, qint64 b)
{
    qint64 difference = 0;
    if (!__builtin_sub_overflow(a, b, &difference))
        return difference;
    return b < 0 ? std::numeric_limits<qint64>::max() : std::numeric_limits<qint64>::min();
}

[[nodiscard]] constexpr qint64 boundedProduct(qint64 a, qint64 b)
{
    qint64 product = 0;
    if (!__builtin_mul_overflow(a, b, &product))
        return product;
    return (a > 0) == (b > 0) ? std::numeric_limits<qint64>::max()
                              : std::numeric_limits<qint64>::min();
}

/// @p value without its fraction; 0 for NaN.
[[nodiscard]] inline qint64 boundedWhole(double value)
{
    // The largest double below 2^63.
    constexpr double kMost = 9223372036854774784.0;
    return std::isnan(value) ? 0 : static_cast<qint64>(std::clamp(value, -kMost, kMost));
}

[[nodiscard]] inline qint64 boundedRounded(double value)
{
    return boundedWhole(std::round(value));
}

/// Reads a count from JSON. Returns a whole number from 0 to @p most; a larger one becomes @p most.
/// Returns @p absent for a negative number and for a value that is not a number.
[[nodiscard]] inline qint64 countOf(const QJsonValue &value, qint64 absent = 0,
                                    qint64 most = qint64 {1} << 53U)
{
    if (!value.isDouble() || value.toDouble() < 0)
        return absent;
    // Whole numbers are exact beyond what a double holds; others lose their fraction.
    return std::min(value.toInteger(boundedWhole(value.toDouble())), most);
}

/// countOf() for a count that is kept as an int.
[[nodiscard]] inline int smallCountOf(const QJsonValue &value, int absent = 0)
{
    return static_cast<int>(countOf(value, absent, std::numeric_limits<int>::max()));
}

/// Reads a count of tokens from JSON. Returns -1 when there is none or it exceeds kMostTokens.
[[nodiscard]] inline qint64 tokensOf(const QJsonValue &value)
{
    const qint64 tokens = countOf(value, -1);
    return tokens <= kMostTokens ? tokens : -1;
}

} // namespace proxy
