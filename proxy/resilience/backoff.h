// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <chrono>
#include <functional>
#include <variant>
#include <vector>

namespace proxy {

/// A wait in fractions of a millisecond. Whoever starts a timer rounds it.
using Delay = std::chrono::duration<double, std::milli>;
/// Returns a uniform random number in [0, 1). Classes take it as a parameter, so that tests can
/// choose.
using Random = std::function<double()>;
[[nodiscard]] Random systemRandom();

/// How an exponential wait is randomised.
enum class Jitter {
    None, ///< initial · 2^n
    Full, ///< between 0 and the value of None
    Half, ///< between half the value of None and that value
    Decorrelated, ///< random around the curve; each wait depends on the one before
};

struct ConstantBackoff
{
    Delay interval {0};
};

/// Waits in the order of a list; the last one repeats.
struct ListedBackoff
{
    std::vector<Delay> delays;
};

struct ExponentialBackoff
{
    Delay initial {128};
    Delay longest {30000};
    double exponent = 2; ///< used with Jitter::Decorrelated; otherwise each wait doubles
    Jitter jitter = Jitter::Decorrelated;
};

using BackoffSettings = std::variant<ConstantBackoff, ListedBackoff, ExponentialBackoff>;

/// Computes the waits before the retries of one call. Make one object for each call. Pure, except
/// for the random numbers that are passed in.
class Backoff final
{
public:
    Backoff(BackoffSettings settings, Random random);

    /// Returns the wait before the next retry.
    [[nodiscard]] Delay next();

private:
    [[nodiscard]] Delay exponential(const ExponentialBackoff &settings);

    BackoffSettings m_settings;
    Random m_random;
    int m_index = 0;
    double m_previous = 0; ///< of the decorrelated curve, before the cap
};

} // namespace proxy
