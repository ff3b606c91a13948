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

/// Merges an export of the backend's usage statistics into an earlier one, which may be empty. Two
/// rows are the same when client, model, time, source, credential, outcome and token counts are
/// equal, as in the backend's own import. No row is dropped. Pure.
[[nodiscard]] Outcome<UsageMerge> mergeUsage(const QByteArray &earlier, const QByteArray &fresh);

} // namespace app::backend
