// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/backend/commandtable.h"
#include "app/backend/environment.h"

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QUrl>

#include <optional>

namespace app::backend {

/// The backend's address, its keys and its own configuration. Holds secrets.
struct BackendAccess
{
    QUrl url; ///< UPSTREAM_URL: the backend itself, never llm-proxy
    QByteArray apiKey; ///< UPSTREAM_API_KEY, else the discovered one; may be empty
    QByteArray managementPassword; ///< MANAGEMENT_PASSWORD; may be empty
    QString configFile; ///< the backend's own configuration; empty: none found
    QByteArray configSecret; ///< its management key, when it stands there in plain text
    bool configSecretIsHashed = false;
    QString binary; ///< CLIPROXYAPI_BIN; may be empty
    QString runtimeDir; ///< of llm-proxy
    QStringList warnings; ///< about configuration files that were skipped
};

/// Reads llm-proxy's configuration and finds the backend's.
[[nodiscard]] Outcome<BackendAccess> findBackend(const Environment &environment);

/// Returns the key for a command; empty when none is needed. Returns exit code 4 and advice when a
/// management key is needed and not known, for example because the backend's configuration has only
/// its bcrypt hash.
[[nodiscard]] Outcome<QByteArray> credentialFor(CommandAuth auth, const BackendAccess &access);

/// Whether the address is loopback. A management key from a local file is sent only there.
[[nodiscard]] bool isLoopback(const QUrl &url);

} // namespace app::backend
