// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/basesettings.h"

#include <QJsonObject>

#include <vector>

namespace app::backend {

/// One setting whose value in a running backend is not the file's.
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

/// "request-retry: 0 → 3". Values of lists that hold keys are not shown, only their names.
[[nodiscard]] QString describe(const SettingDifference &difference);

} // namespace app::backend
