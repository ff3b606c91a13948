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

/// How the backend's configuration stores its management key.
enum class ManagementSecret { None, Plain, Bcrypt };

/// The parts of a local backend configuration (Quotio's or CLIProxyAPI's) that are used here. Holds
/// secrets.
struct BackendConfig
{
    QString file;
    QList<QByteArray> keys; ///< usable entries of `api-keys`, in order
    std::optional<quint16> port;
    ManagementSecret managementSecret = ManagementSecret::None;
    QByteArray managementKey; ///< set only with ManagementSecret::Plain; secret
    /// It has an example key; newer backends then refuse every request.
    bool hasPlaceholderKey = false;
};

/// Reads one backend configuration: the first document of a YAML file of at most 1 MiB. Returns an
/// error that names the file and never its content. A file without a usable key is no error.
[[nodiscard]] Result<BackendConfig> readBackendConfig(const QString &file);

/// Returns the files where a backend configuration may be, in order: QUOTIO_CONFIG_PATH, Quotio's
/// default paths, CLIProxyAPI's default paths.
[[nodiscard]] QStringList backendConfigCandidates(const UpstreamSettings &settings,
                                                  const QProcessEnvironment &environment);

/// The result of discoverBackend().
struct BackendDiscovery
{
    std::optional<BackendConfig> backend; ///< the first candidate with a key
    QList<Text> warnings; ///< each names a file that was skipped, and why
};

/// Tries the candidates in order. A missing file gives no warning, unless it is @p explicitFile,
/// which the user named.
[[nodiscard]] BackendDiscovery discoverBackend(const QStringList &candidates,
                                               const QString &explicitFile = {});

} // namespace proxy
