// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/clock.h"
#include "proxy/core/filestamp.h"
#include "proxy/upstream/backendconfig.h"

#include <vector>

namespace proxy {

/// Finds the upstream key that replaces a client's own, and the backend's keys, which a client may
/// use itself. REWRITE asks for them with every request. The candidate files are checked at most
/// once a second and read again when one has changed. Lives on the worker thread.
class UpstreamAuth
{
public:
    /// @p candidates is the result of backendConfigCandidates(). They are ignored when the upstream
    /// speaks only one dialect. Make a new object when the settings change.
    UpstreamAuth(const UpstreamSettings &settings, QStringList candidates,
                 Clock clock = steadyClock());

    /// Learns from the status of an answer to a request that carried the key @p sent; 0: there was
    /// no answer. After 401 it reads the files again, once for each key, and warns until the key is
    /// taken or replaced.
    void noteAnswer(const QByteArray &sent, int status);
    /// Returns new warnings, for the process log: a file that was skipped, an example key, a
    /// refused key, or no key at all. Each warning is returned once until it changes.
    [[nodiscard]] QList<Text> takeWarnings();
    /// All warnings that hold now.
    [[nodiscard]] QList<Text> warnings();

    /// The upstream key; empty: none is known, so the client's own key stays. Secret.
    [[nodiscard]] QByteArray key();
    /// Whether @p presented is one of the backend's keys, which is forwarded unchanged.
    [[nodiscard]] bool isBackendKey(QByteArrayView presented);
    /// "UPSTREAM_API_KEY", or the file the key comes from; empty: none.
    [[nodiscard]] QString source();
    /// The backend configuration found, also when UPSTREAM_API_KEY overrides its key.
    [[nodiscard]] const std::optional<BackendConfig> &backend();

private:
    void rereadFor(const QByteArray &refused);
    [[nodiscard]] Text refusedKeyWarning();
    void refresh();
    void readAll(std::vector<FileStamp> stamps);
    [[nodiscard]] std::vector<FileStamp> stamps() const;

    QByteArray m_explicitKey;
    QString m_explicitFile;
    QStringList m_candidates;
    Clock m_clock;
    std::optional<BackendConfig> m_backend;
    std::vector<FileStamp> m_stamps;
    std::optional<Instant> m_lookedAt;
    QByteArray m_rereadFor;
    QByteArray m_refused; ///< the present key, if the latest answer to it was 401
    QList<Text> m_standing; ///< warnings that hold now
    QList<Text> m_untold;
};

} // namespace proxy
