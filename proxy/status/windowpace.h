// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/money.h"
#include "proxy/status/planwindow.h"

#include <optional>

namespace proxy {

/// Estimates which share of one plan window routing saved. No answer tells that: it compares how
/// far the window filled with what the answers that were told of it cost at list prices, since it
/// was first told of. Other programs that use the same plan make the estimate too large. Plain
/// value.
class WindowPace final
{
public:
    /// Shares come in whole percents; below two of them the pace is not known.
    static constexpr double kLeastRisen = 0.02;

    /// An answer told of @p window. A window that has begun anew is measured anew.
    void told(const PlanWindow &window);
    /// An answer ended that cost @p cost and saved @p saved at list prices. A negative @p saved: it
    /// cost more than the requested model had.
    void spent(PicoDollars cost, PicoDollars saved);
    /// Returns the share of the window; negative: routing used more. nullopt: too little is known.
    [[nodiscard]] std::optional<double> savedShare() const;

private:
    struct Sums
    {
        PicoDollars cost = 0;
        PicoDollars saved = 0;
    };

    std::optional<double> m_usedAtFirst;
    double m_used = 0;
    std::optional<qint64> m_resetsAtMs;
    Sums m_sums; ///< since it was first told of
    Sums m_sumsWhenTold; ///< of them, when it was last told of
};

} // namespace proxy
