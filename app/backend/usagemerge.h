// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/exitcodes.h"

#include <QByteArray>
#include <QJsonObject>

namespace app::backend {

struct UsageMerge
{
    QJsonObject document; ///< in the export's shape, sums counted anew
    int added = 0;
    int known = 0; ///< rows that were there already
};

/// Merges an export of the backend's usage statistics into an earlier one (empty: none yet). A
/// row is the same when client, model, time, source, credential, outcome and token counts are,
/// which is how the backend compares on import. Nothing is ever dropped. Pure.
[[nodiscard]] Outcome<UsageMerge> mergeUsage(const QByteArray &earlier, const QByteArray &fresh);

} // namespace app::backend
