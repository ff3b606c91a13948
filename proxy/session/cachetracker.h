// SPDX-License-Identifier: LicenseRef-Private
// Beside step 4 of 8: what the backend's reports say about prompt caches.
#pragma once

#include "proxy/core/clock.h"
#include "proxy/exchange/sessionview.h"

#include <QByteArray>
#include <QHash>

#include <chrono>
#include <vector>

namespace proxy {

/// One report of an answer: how much of the request's beginning was read from a cache.
struct CacheReport
{
    quint64 prefix = 0; ///< fingerprint of tools and system texts; 0: none
    QByteArray model; ///< base id
    qint64 prefixTokens = 0; ///< estimate of what sessions of one kind share
    qint64 expected = 0; ///< tokens that should have been read; 0: nothing was to be expected
    qint64 read = 0;
    bool touched = false; ///< something was read or written: the cache lives on
    std::chrono::seconds lifetime {300};
};

/// Warmth by model and by fingerprint of tools and system texts, learned from reported reads and
/// never assumed from time. Credentials that take turns make a cache untrue: where less than half
/// of the expected reads came, it counts as cold. In memory only, bounded.
class CacheTracker final
{
public:
    static constexpr qsizetype kPrefixes = 1024;
    static constexpr size_t kModelsOfPrefix = 8;

    void note(const CacheReport &report, Instant now);
    /// The models at which the shared beginning is warm now.
    [[nodiscard]] std::vector<WarmCache> warmAt(quint64 prefix, Instant now) const;
    /// Tokens of the shared beginning that a request now should read; 0: none.
    [[nodiscard]] qint64 expectedAt(quint64 prefix, const QByteArray &model, Instant now) const;
    /// Expected reads came often enough, and at least once.
    [[nodiscard]] bool isTrusted(quint64 prefix, const QByteArray &model) const;
    [[nodiscard]] qsizetype size() const { return m_prefixes.size(); }

private:
    struct Entry
    {
        QByteArray model;
        double hits = 0; ///< both fade, so that yesterday's reads count less
        double expected = 0;
        bool sawRead = false;
        qint64 tokens = 0;
        Instant touchedAt {};
        std::chrono::seconds lifetime {300};

        [[nodiscard]] bool isTrusted() const;
        [[nodiscard]] bool isAlive(Instant now) const { return now - touchedAt < lifetime; }
    };
    using Entries = std::vector<Entry>;

    [[nodiscard]] Entry &obtain(quint64 prefix, const QByteArray &model);
    [[nodiscard]] const Entry *find(quint64 prefix, const QByteArray &model) const;
    void makeRoom();

    QHash<quint64, Entries> m_prefixes;
};

} // namespace proxy
