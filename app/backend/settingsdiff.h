// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/basesettings.h"

#include <QJsonObject>

#include <vector>

namespace app::backend {

/// A setting whose value in a running backend differs from the file's.
struct SettingDifference
{
    const SettingPlace *place = nullptr;
    QJsonValue wanted; ///< both as comparable() gives them
    QJsonValue found;
    bool missing = false; ///< this backend does not know the setting at all
    QStringList removed; ///< names of entries that applying the file would remove
};

/// Compares the file with a backend's answer to GET /config. Pure.
[[nodiscard]] std::vector<SettingDifference> differences(const BaseSettings &settings,
                                                         const QJsonObject &backendConfig);

/// Returns the difference as text: "request-retry: 0 → 3". Of lists that hold keys it shows only
/// the names.
[[nodiscard]] QString describe(const SettingDifference &difference);

} // namespace app::backend
