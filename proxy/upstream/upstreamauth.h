// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/proxyconfig.h"
#include "proxy/resilience/clock.h"

#include <QByteArray>
#include <QList>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

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
    /// One of the example keys, with which newer backends refuse all traffic.
    bool hasPlaceholderKey = false;
};

/// Reads one backend configuration: a YAML mapping of at most 1 MiB, first document. The Error's
/// detail names the file, never its content. A file without a usable key is not an error here.
[[nodiscard]] Result<BackendConfig> readBackendConfig(const QString &file);

/// Where backend configurations are looked for, in order: QUOTIO_CONFIG_PATH, Quotio's places,
/// CLIProxyAPI's places.
[[nodiscard]] QStringList backendConfigCandidates(const UpstreamSettings &settings,
                                                  const QProcessEnvironment &environment);

/// The outcome of one look at all candidates.
struct BackendDiscovery
{
    std::optional<BackendConfig> backend; ///< the first that holds a key
    QStringList warnings; ///< each names a file that was skipped and why
};
[[nodiscard]] BackendDiscovery discoverBackend(const QStringList &candidates,
                                               const QString &explicitFile = {});

/// The key that replaces a client's own on its way upstream. REWRITE asks for it once a request.
/// Re-reads the candidate files when one of them changed (looked at once a second at most).
/// Not thread-safe: lives on the worker.
class UpstreamAuth
{
public:
    UpstreamAuth(const UpstreamSettings &settings, QStringList candidates,
                 Clock clock = steadyClock());

    /// The key to inject; empty: none is known and the client's own passes. Secret.
    [[nodiscard]] QByteArray key();
    /// Whether a client's key is one of the backend's: then it passes unchanged.
    [[nodiscard]] bool isBackendKey(QByteArrayView presented);
    /// The upstream answered 401 to an injected key: the files are read again, once for this key.
    /// True when another key is known now.
    bool keyRefused(const QByteArray &refused);

    /// "UPSTREAM_API_KEY", or the file the key comes from; empty: none.
    [[nodiscard]] QString source();
    /// The backend configuration in use, also when UPSTREAM_API_KEY overrides its key.
    [[nodiscard]] const std::optional<BackendConfig> &backend();
    /// What was skipped and why, since the last call; each is told once until it changes.
    [[nodiscard]] QStringList takeWarnings();

private:
    struct Stamp
    {
        qint64 modified = 0;
        quint64 inode = 0;
        qint64 size = -1;
        bool operator==(const Stamp &) const = default;
    };

    void refresh();
    void readAll();
    [[nodiscard]] std::vector<Stamp> stamps() const;

    QByteArray m_explicitKey;
    QString m_explicitFile;
    QStringList m_candidates;
    Clock m_clock;
    std::optional<BackendConfig> m_backend;
    std::vector<Stamp> m_stamps;
    std::optional<Instant> m_lookedAt;
    QByteArray m_rereadFor;
    QStringList m_told;
    QStringList m_warnings;
};

} // namespace proxy
