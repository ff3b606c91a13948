// SPDX-License-Identifier: LicenseRef-Private
// Serves step 4 of 8 (DECIDE): what the backend reports about prompt caches.
#pragma once

#include "proxy/core/clock.h"
#include "proxy/exchange/sessionview.h"

#include <QByteArray>
#include <QHash>

#include <chrono>
#include <vector>

namespace proxy {

/// What one answer reports about the cache of the request's beginning (tools and system texts).
struct CacheReport
{
    quint64 prefix = 0; ///< fingerprint of tools and system texts; 0: none
    QByteArray model; ///< base id
    qint64 prefixTokens = 0; ///< estimated length of that beginning
    qint64 expected = 0; ///< tokens that the cache should have given; 0: none were expected
    qint64 read = 0;
    bool touched = false; ///< the cache was read or written, so its lifetime starts anew
    std::chrono::seconds lifetime {300};
};

/// What is known of the cache of one model for one beginning. Plain value.
struct CacheEvidence
{
    QByteArray model; ///< base id
    double hits = 0; ///< reads that came; fades, so that older reads count less
    double expected = 0; ///< reads that were expected; fades as well
    bool sawRead = false;
    qint64 tokens = 0;
    Instant touchedAt {};
    std::chrono::seconds lifetime {300};

    [[nodiscard]] bool isTrusted() const;
    [[nodiscard]] bool isAlive(Instant now) const { return now - touchedAt < lifetime; }
};

/// Tracks which prompt caches are warm, by model and by the hash of tools and system texts. A cache
/// counts as warm only after answers reported reads from it. When less than half of the expected
/// reads came, it counts as cold: a backend that rotates credentials reaches another cache each
/// time. In memory only; bounded.
class CacheTracker final
{
public:
    static constexpr qsizetype kPrefixes = 1024;
    static constexpr size_t kModelsOfPrefix = 8;

    void note(const CacheReport &report, Instant now);
    /// Returns the caches that hold the beginning @p prefix now.
    [[nodiscard]] std::vector<WarmCache> warmAt(quint64 prefix, Instant now) const;
    /// Returns how many tokens a request should read from the cache of @p model now.
    [[nodiscard]] qint64 expectedAt(quint64 prefix, const QByteArray &model, Instant now) const;
    /// Whether at least half of the expected reads came, and at least one.
    [[nodiscard]] bool isTrusted(quint64 prefix, const QByteArray &model) const;
    /// Returns what is known of each model's cache of the beginning @p prefix.
    [[nodiscard]] std::vector<CacheEvidence> evidence(quint64 prefix) const;
    /// Takes over what another instance knows, where it is newer.
    void adopt(quint64 prefix, const std::vector<CacheEvidence> &evidence);
    [[nodiscard]] qsizetype size() const { return m_prefixes.size(); }

private:
    using Entry = CacheEvidence;
    using Entries = std::vector<Entry>;

    [[nodiscard]] Entry &obtain(quint64 prefix, const QByteArray &model);
    [[nodiscard]] const Entry *find(quint64 prefix, const QByteArray &model) const;
    void makeRoom();

    QHash<quint64, Entries> m_prefixes;
};

} // namespace proxy
