// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/resilience/backoff.h"

#include <QRandomGenerator>

#include <algorithm>
#include <cmath>
#include <utility>

namespace proxy {

namespace {

// Makes the median of the first decorrelated wait come near the initial delay.
constexpr double kDecorrelatedScale = 1.4;

} // namespace

Random systemRandom()
{
    return [] { return QRandomGenerator::global()->generateDouble(); };
}

Backoff::Backoff(BackoffSettings settings, Random random)
    : m_settings(std::move(settings))
    , m_random(std::move(random))
{ }

Delay Backoff::next()
{
    Delay delay {0};
    if (const auto *constant = std::get_if<ConstantBackoff>(&m_settings)) {
        delay = constant->interval;
    } else if (const auto *listed = std::get_if<ListedBackoff>(&m_settings)) {
        if (!listed->delays.empty())
            delay = listed->delays[std::min(size_t(m_index), listed->delays.size() - 1)];
    } else {
        delay = exponential(std::get<ExponentialBackoff>(m_settings));
    }
    ++m_index;
    return delay;
}

Delay Backoff::exponential(const ExponentialBackoff &settings)
{
    const double plain =
        std::min(settings.longest.count(), settings.initial.count() * std::pow(2.0, m_index));
    switch (settings.jitter) {
    case Jitter::None:
        return Delay(plain);
    case Jitter::Full:
        return Delay(std::floor(m_random() * plain));
    case Jitter::Half:
        return Delay(std::floor((plain + m_random() * plain) / 2));
    case Jitter::Decorrelated:
        break;
    }
    const double t = m_index + m_random();
    const double value = std::pow(settings.exponent, t) * std::tanh(std::sqrt(4 * t));
    if (!std::isfinite(value))
        return settings.longest;
    const double step = std::max(0.0, value - m_previous);
    m_previous = value;
    return std::min(settings.longest, Delay(step * settings.initial.count() / kDecorrelatedScale));
}

} // namespace proxy
