// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/basesettings.h"

#include <QByteArray>
#include <QString>

namespace app::backend {

/// The configuration a direct call of the backend's binary gets.
struct EffectiveConfig
{
    QByteArray yaml; ///< may hold provider keys: written with 0600 only
    QString authDir; ///< absolute: where logins are stored
};

/// The backend's own configuration (@p live: its text, empty when there is none) with this
/// repository's settings laid over it, for a call that ends by itself: without the management key
/// and the client keys, and with logging-to-file off so that failures show. @p liveFolder: where
/// relative paths start, @p home: what ~ means. Pure.
[[nodiscard]] Outcome<EffectiveConfig> makeEffectiveConfig(const QByteArray &live,
                                                           const QString &liveFolder,
                                                           const QString &home,
                                                           const BaseSettings &settings);

/// Mode 0700 where it has to be made; one that is there stays as it is.
[[nodiscard]] Outcome<void> makePrivateFolder(const QString &folder);

/// Writes the file with 0600, all at once; makes its folder (0700).
[[nodiscard]] Outcome<void> writePrivateFile(const QString &path, const QByteArray &content);

} // namespace app::backend
