// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/accounting/cost.h"

#include <limits>

namespace proxy {

namespace {

/// Sums priced tokens; one unknown price makes the whole sum unknown.
class Bill
{
public:
    void add(qint64 tokens, const std::optional<PicoDollars> &price)
    {
        if (tokens <= 0 || !m_sum)
            return;
        if (!price || tokens > kMostPricedTokens
            || *price > std::numeric_limits<qint64>::max() / 8 / kMostPricedTokens)
            m_sum.reset();
        else
            *m_sum += tokens * *price;
    }
    [[nodiscard]] std::optional<PicoDollars> sum() const { return m_sum; }

private:
    std::optional<PicoDollars> m_sum = 0;
};

} // namespace

std::optional<PicoDollars> costOf(const Usage &usage, const ModelPrice &price,
                                  const PriceTerms &terms)
{
    if (usage.input < 0 || usage.output < 0)
        return std::nullopt;
    const ModelPrice inForce = price.forPrompt(usage.promptTokens(), terms);
    if (!inForce.input || !inForce.output)
        return std::nullopt;
    Bill bill;
    bill.add(usage.input, inForce.input);
    bill.add(usage.output, inForce.output);
    bill.add(usage.cacheRead, inForce.cacheRead);
    bill.add(usage.cacheWrite5m, inForce.cacheWrite5m);
    bill.add(usage.cacheWrite1h, inForce.cacheWrite1h);
    bill.add(usage.cacheWrite30m, inForce.cacheWrite30m);
    bill.add(usage.cacheWrite12h, inForce.cacheWrite12h);
    return bill.sum();
}

} // namespace proxy
