// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <chrono>
#include <functional>
#include <variant>
#include <vector>

namespace proxy {

/// Waits are computed in fractions of a millisecond; whoever arms a timer rounds.
using Delay = std::chrono::duration<double, std::milli>;
/// Uniform in [0, 1), injected so that tests choose the numbers.
using Random = std::function<double()>;
[[nodiscard]] Random systemRandom();

enum class Jitter {
    None, ///< initial · 2^n
    Full, ///< anything below None
    Half, ///< between half of None and None
    Decorrelated, ///< spread around the curve, each wait depending on the one before
};

struct ConstantBackoff
{
    Delay interval {0};
};

/// One wait after the other; the last one repeats.
struct ListedBackoff
{
    std::vector<Delay> delays;
};

struct ExponentialBackoff
{
    Delay initial {128};
    Delay longest {30000};
    double exponent = 2; ///< only with Jitter::Decorrelated; the others double
    Jitter jitter = Jitter::Decorrelated;
};

using BackoffSettings = std::variant<ConstantBackoff, ListedBackoff, ExponentialBackoff>;

/// The waits of one call, from the first retry on. Pure but for the injected random numbers; each
/// call has its own.
class Backoff final
{
public:
    Backoff(BackoffSettings settings, Random random);

    /// The wait before the next retry.
    [[nodiscard]] Delay next();

private:
    [[nodiscard]] Delay exponential(const ExponentialBackoff &settings);

    BackoffSettings m_settings;
    Random m_random;
    int m_index = 0;
    double m_previous = 0; ///< of the decorrelated curve, before the cap
};

} // namespace proxy
