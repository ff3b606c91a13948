// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/quotarules.h"
#include "proxy/exchange/limitinforce.h"
#include "proxy/status/planwindow.h"

#include <QByteArray>

#include <vector>

namespace proxy {

/// A window of a plan that restrains requests now. Plain value.
struct QuotaInForce
{
    LimitInForce limit = {};
    QByteArray provider = {}; ///< "anthropic", "codex": requests that go there are restrained
    QByteArray modelClass = {}; ///< "opus": only requests for such models; empty: for all
    double used = 0; ///< share of the window
    bool isPaid = false; ///< use beyond the plan is paid for now
};

using QuotasInForce = std::vector<QuotaInForce>;

/// Returns what @p windows demand by @p rules at @p nowMs (Unix time); each provider, model class
/// and window at most once, of several accounts the one with the most left. Without rules nothing
/// does. With @p allowsOverage paid use is no reason by itself. Pure.
[[nodiscard]] QuotasInForce quotasInForce(const PlanWindows &windows,
                                          const std::vector<QuotaRule> &rules, bool allowsOverage,
                                          qint64 nowMs);

/// Returns the limits for a request that goes to @p provider and asks for @p model. Pure.
[[nodiscard]] LimitsInForce quotaLimitsFor(const QuotasInForce &quotas, const QByteArray &provider,
                                           const QByteArray &model);

} // namespace proxy
