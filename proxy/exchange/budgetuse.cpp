// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/exchange/budgetuse.h"

#include <algorithm>

namespace proxy {

const char *name(BudgetLevel level)
{
    switch (level) {
    case BudgetLevel::Below:
        return "below";
    case BudgetLevel::Warned:
        return "warn";
    case BudgetLevel::EasyOnly:
        return "easy-only";
    case BudgetLevel::Stopped:
        break;
    }
    return "stopped";
}

double BudgetUse::share() const
{
    const double ofDollars = dollars && *dollars > 0 ? double(spent) / double(*dollars) : 0;
    const double ofTokens = tokens && *tokens > 0 ? double(usedTokens) / double(*tokens) : 0;
    return std::max(ofDollars, ofTokens);
}

Text BudgetUse::amountInWords() const
{
    const double ofDollars = dollars && *dollars > 0 ? double(spent) / double(*dollars) : -1;
    const double ofTokens = tokens && *tokens > 0 ? double(usedTokens) / double(*tokens) : -1;
    if (ofTokens > ofDollars)
        return Text::english("%1 of %2 tokens", {usedTokens, tokens.value_or(0)});
    return Text::english("%1 of %2",
                         {readableDollars(spent), readableDollars(dollars.value_or(0))});
}

} // namespace proxy
