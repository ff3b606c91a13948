// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/basesettings.h"

#include <QByteArray>
#include <QString>

namespace app::backend {

/// The configuration for a direct call of the backend's binary.
struct EffectiveConfig
{
    QByteArray yaml; ///< may hold provider keys: written with 0600 only
    QString authDir; ///< absolute: where logins are stored
};

/// Makes the configuration for a call that ends by itself: the backend's own one (@p live is its
/// text; empty: none) with the base settings laid over it, without management key and client keys,
/// and with logging-to-file off, so that failures are visible. @p liveFolder is the base of
/// relative paths, @p home the meaning of ~. Pure.
[[nodiscard]] Outcome<EffectiveConfig> makeEffectiveConfig(const QByteArray &live,
                                                           const QString &liveFolder,
                                                           const QString &home,
                                                           const BaseSettings &settings);

/// Creates the folder with mode 0700. An existing folder keeps its mode.
[[nodiscard]] Outcome<void> makePrivateFolder(const QString &folder);

/// Writes the file atomically with mode 0600; creates its folder with mode 0700.
[[nodiscard]] Outcome<void> writePrivateFile(const QString &path, const QByteArray &content);

} // namespace app::backend
