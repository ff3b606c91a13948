// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/text.h"

#include <QByteArray>

#include <optional>
#include <vector>

namespace proxy {

/// What a limit makes of requests; a later one is stricter.
enum class Restraint {
    None,
    Aggressive, ///< tasks are called easy more readily (RouterMode::Aggressive)
    EasyOnly, ///< every task goes where easy ones go
    Stop, ///< requests are answered with 429
};

/// "none", "aggressive", "easy-only", "stopped".
[[nodiscard]] const char *name(Restraint restraint);

/// Who set a limit: a plan's window with MORPH_ROUTER_QUOTA, or LLM_PROXY_BUDGETS.
enum class LimitSource { Quota, Budget };

/// "quota", "budget".
[[nodiscard]] const char *name(LimitSource source);

/// A limit that restrains requests now. Plain value.
struct LimitInForce
{
    LimitSource source = LimitSource::Quota;
    Restraint restraint = Restraint::None;
    QByteArray name = {}; ///< "5h" of a plan, the name of a budget
    Text why = {}; ///< one sentence
    std::optional<qint64> untilMs =
        {}; ///< Unix time at which it ends by itself; nullopt: not known

    [[nodiscard]] bool operator==(const LimitInForce &other) const
    {
        return source == other.source && restraint == other.restraint && name == other.name;
    }
};

using LimitsInForce = std::vector<LimitInForce>;

/// Returns the strictest of @p limits, of equals the first; null: none restrains. Points into
/// @p limits.
[[nodiscard]] const LimitInForce *strictest(const LimitsInForce &limits);

/// "quota:easy-only", for row and header.
[[nodiscard]] QByteArray limitLabel(const LimitInForce &limit);

} // namespace proxy
