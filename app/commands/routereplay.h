// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/replay/policyreplay.h"

#include <QByteArray>
#include <QDate>
#include <QString>

#include <vector>

namespace app {

/// The result of replaying the log under one policy.
struct ReplayedPolicy
{
    QByteArray name; ///< "cache-aware", …; "no routing"
    proxy::ReplayTotals totals;
};

/// Returns the logged requests since a day, in their order. Skips rows without features.
[[nodiscard]] std::vector<proxy::LoggedRequest> loggedRequests(const QString &logDir, QDate since);

/// Replays the requests under "no routing" and under each of @p policies.
[[nodiscard]] std::vector<ReplayedPolicy>
replayedPolicies(const std::vector<proxy::LoggedRequest> &requests,
                 const proxy::RouterSettings &settings, const proxy::ModelTable &models,
                 const std::vector<proxy::RoutePolicy> &policies);

[[nodiscard]] QString replayTable(const std::vector<ReplayedPolicy> &policies);
[[nodiscard]] QByteArray replayJson(const std::vector<ReplayedPolicy> &policies);

/// "cache-aware", "human-turn", "every-request".
[[nodiscard]] const char *name(proxy::RoutePolicy policy);

} // namespace app
