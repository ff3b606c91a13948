// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"

#include <QByteArray>
#include <QJsonArray>

#include <vector>

namespace proxy {

/// When one window of a subscription restrains routing (MORPH_ROUTER_QUOTA). Plain value.
struct QuotaRule
{
    QByteArray window; ///< "5h", "7d", "7d_opus"
    QByteArray provider; ///< "anthropic" or "codex"; empty: each
    double aggressive = 0; ///< percent used from which the mode is aggressive; 0: never
    double easyOnly = 0; ///< percent used from which easy models alone are routed to; 0: never
};

/// Reads router.quota. Returns an error that names the entry and its wrong word.
[[nodiscard]] Result<std::vector<QuotaRule>> parseQuotaRules(const QJsonArray &rules);

} // namespace proxy
