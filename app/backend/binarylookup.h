// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/exitcodes.h"

#include <QString>
#include <QStringList>

namespace app::backend {

/// Where the CLIProxyAPI binary may be.
struct BinaryPlaces
{
    QString fromEnvironment; ///< CLIPROXYAPI_BIN
    QString fromSettings; ///< binary.path of the base settings
    QString home;
    QStringList searchPath; ///< the folders of PATH
};

/// The first executable of, in this order: CLIPROXYAPI_BIN, binary.path, Quotio's three places,
/// the names cliproxyapi, cli-proxy-api, CLIProxyAPI and cli-proxy-api-plus on PATH. A path that
/// was named and does not work is an error, not a reason to look elsewhere.
[[nodiscard]] Outcome<QString> findBinary(const BinaryPlaces &places);

} // namespace app::backend
