// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"

#include <QByteArray>
#include <QList>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

#include <optional>

namespace proxy {

/// How the backend's own configuration holds its management key.
enum class ManagementSecret { None, Plain, Bcrypt };

/// What a local backend configuration (Quotio's or CLIProxyAPI's) tells. Holds secrets.
struct BackendConfig
{
    QString file;
    QList<QByteArray> keys; ///< usable root-level api-keys, in order
    std::optional<quint16> port;
    ManagementSecret managementSecret = ManagementSecret::None;
    QByteArray managementKey; ///< only when Plain; secret
    bool hasPlaceholderKey = false; ///< an example key: newer backends then refuse all traffic
};

/// Reads one backend configuration: a YAML mapping of at most 1 MiB, first document only. The
/// Error's detail names the file, never its content. A file without a usable key is no error here.
[[nodiscard]] Result<BackendConfig> readBackendConfig(const QString &file);

/// Where backend configurations are looked for, in order: QUOTIO_CONFIG_PATH, Quotio's places,
/// CLIProxyAPI's places.
[[nodiscard]] QStringList backendConfigCandidates(const UpstreamSettings &settings,
                                                  const QProcessEnvironment &environment);

/// The outcome of one look at all candidates.
struct BackendDiscovery
{
    std::optional<BackendConfig> backend; ///< of the first candidate that holds a key
    QList<Said> warnings; ///< each names a file that was skipped, and why
};

/// Tries the candidates in order. One that does not exist is passed over in silence, unless it is
/// `explicitFile`, which somebody asked for.
[[nodiscard]] BackendDiscovery discoverBackend(const QStringList &candidates,
                                               const QString &explicitFile = {});

} // namespace proxy
