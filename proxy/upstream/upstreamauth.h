// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/clock.h"
#include "proxy/upstream/backendconfig.h"

#include <vector>

namespace proxy {

/// The key that replaces a client's own on its way upstream, and the keys by which a client shows
/// that it holds one already. REWRITE asks once a request. The candidate files are looked at once
/// a second at most and read again when one of them changed. Not thread-safe: lives on the worker.
class UpstreamAuth
{
public:
    /// `candidates` as of backendConfigCandidates(), not looked at where the upstream speaks one
    /// dialect only; a settings change makes a new object.
    UpstreamAuth(const UpstreamSettings &settings, QStringList candidates,
                 Clock clock = steadyClock());

    /// The upstream answered 401 to the injected key `refused`: the files are read again, once
    /// for the same key. True when another key is known now.
    bool keyRefused(const QByteArray &refused);
    /// What was skipped and why, an example key, or that no key was found at all; each is told
    /// once until it changes. For the log.
    [[nodiscard]] QList<Said> takeWarnings();
    /// All of them that hold now.
    [[nodiscard]] const QList<Said> &warnings();

    /// The key to inject; empty: none is known and the client's own passes. Secret.
    [[nodiscard]] QByteArray key();
    /// Whether a client presents one of the backend's keys: then it passes unchanged.
    [[nodiscard]] bool isBackendKey(QByteArrayView presented);
    /// "UPSTREAM_API_KEY", or the file the key comes from; empty: none.
    [[nodiscard]] QString source();
    /// The backend configuration found, also when UPSTREAM_API_KEY overrides its key.
    [[nodiscard]] const std::optional<BackendConfig> &backend();

private:
    /// What tells a changed file without reading it.
    struct Stamp
    {
        qint64 modifiedNs = 0;
        qint64 changedNs = 0; ///< also when only permissions did
        quint64 inode = 0;
        qint64 size = -1; ///< -1: no such file

        bool operator==(const Stamp &) const = default;
    };

    void refresh();
    void readAll(std::vector<Stamp> stamps);
    [[nodiscard]] std::vector<Stamp> stamps() const;
    [[nodiscard]] static Stamp stampOf(const QString &file);

    QByteArray m_explicitKey;
    QString m_explicitFile;
    QStringList m_candidates;
    Clock m_clock;
    std::optional<BackendConfig> m_backend;
    std::vector<Stamp> m_stamps;
    std::optional<Instant> m_lookedAt;
    QByteArray m_rereadFor;
    QList<Said> m_standing; ///< warnings that hold now
    QList<Said> m_untold;
};

} // namespace proxy
