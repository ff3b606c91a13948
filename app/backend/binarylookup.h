// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/exitcodes.h"

#include <QString>
#include <QStringList>

namespace app::backend {

/// The places where the CLIProxyAPI binary may be.
struct BinaryPlaces
{
    QString fromEnvironment; ///< CLIPROXYAPI_BIN
    QString fromSettings; ///< binary.path of the base settings
    QString home;
    QStringList searchPath; ///< the folders of PATH
};

/// Finds the binary: the first executable of CLIPROXYAPI_BIN, binary.path, Quotio's three paths,
/// and the names cliproxyapi, cli-proxy-api, CLIProxyAPI and cli-proxy-api-plus in PATH. A
/// configured path that is no executable is an error.
[[nodiscard]] Outcome<QString> findBinary(const BinaryPlaces &places);

} // namespace app::backend
