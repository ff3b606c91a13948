// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/reasoning.h"

#include <array>

namespace proxy {

namespace {

constexpr qint64 kLeastBudget = 1024;

struct Band
{
    QByteArrayView effort;
    qint64 budget; ///< what the effort asks for
    qint64 atMost; ///< budgets up to here are this effort
};

constexpr std::array kBands {
    Band {"low", 2048, 4095},
    Band {"medium", 8192, 16383},
    Band {"high", 24576, 32767},
};
constexpr qint64 kHighest = 32768;

} // namespace

QByteArrayView effortOfBudget(qint64 tokens)
{
    for (const Band &band : kBands) {
        if (tokens <= band.atMost)
            return band.effort;
    }
    return "xhigh";
}

std::optional<qint64> budgetOfEffort(QByteArrayView effort)
{
    if (effort == "minimal")
        return kBands.front().budget;
    if (effort == "xhigh" || effort == "max")
        return kHighest;
    for (const Band &band : kBands) {
        if (effort == band.effort)
            return band.budget;
    }
    return std::nullopt;
}

std::optional<qint64> fitBudget(qint64 tokens, qint64 maxTokens)
{
    const qint64 budget = tokens < maxTokens ? tokens : maxTokens / 2;
    return budget >= kLeastBudget ? std::optional(budget) : std::nullopt;
}

} // namespace proxy
