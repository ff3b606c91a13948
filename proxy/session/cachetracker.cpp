// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/session/cachetracker.h"

#include <algorithm>

namespace proxy {

namespace {

constexpr double kFading = 0.9;
constexpr double kTrustedRatio = 0.5;

} // namespace

bool CacheEvidence::isTrusted() const
{
    return sawRead && (expected == 0 || hits >= kTrustedRatio * expected);
}

void CacheTracker::note(const CacheReport &report, Instant now)
{
    if (report.prefix == 0)
        return;
    Entry &entry = obtain(report.prefix, report.model);
    if (report.expected > 0) {
        const bool isHit = report.read * 2 >= report.expected;
        entry.hits = entry.hits * kFading + (isHit ? 1 : 0);
        entry.expected = entry.expected * kFading + 1;
    }
    entry.sawRead = entry.sawRead || report.read > 0;
    if (!report.touched)
        return;
    entry.tokens = report.prefixTokens;
    entry.touchedAt = now;
    entry.lifetime = report.lifetime;
}

std::vector<WarmCache> CacheTracker::warmAt(quint64 prefix, Instant now) const
{
    std::vector<WarmCache> warm;
    const auto found = m_prefixes.constFind(prefix);
    if (prefix == 0 || found == m_prefixes.cend())
        return warm;
    for (const Entry &entry : *found) {
        if (entry.isTrusted() && entry.isAlive(now))
            warm.push_back({entry.model, entry.tokens, entry.lifetime.count()});
    }
    return warm;
}

qint64 CacheTracker::expectedAt(quint64 prefix, const QByteArray &model, Instant now) const
{
    const Entry *entry = find(prefix, model);
    return entry && entry->isAlive(now) ? entry->tokens : 0;
}

bool CacheTracker::isTrusted(quint64 prefix, const QByteArray &model) const
{
    const Entry *entry = find(prefix, model);
    return entry && entry->isTrusted();
}

std::vector<CacheEvidence> CacheTracker::evidence(quint64 prefix) const
{
    return m_prefixes.value(prefix);
}

void CacheTracker::adopt(quint64 prefix, const std::vector<CacheEvidence> &evidence)
{
    if (prefix == 0)
        return;
    for (const CacheEvidence &theirs : evidence) {
        Entry &own = obtain(prefix, theirs.model);
        if (own.touchedAt < theirs.touchedAt)
            own = theirs;
    }
}

CacheTracker::Entry &CacheTracker::obtain(quint64 prefix, const QByteArray &model)
{
    makeRoom();
    Entries &entries = m_prefixes[prefix];
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [&model](const Entry &entry) { return entry.model == model; });
    if (found != entries.end())
        return *found;
    if (entries.size() >= kModelsOfPrefix)
        entries.erase(entries.begin());
    entries.push_back({.model = model});
    return entries.back();
}

const CacheTracker::Entry *CacheTracker::find(quint64 prefix, const QByteArray &model) const
{
    const auto found = m_prefixes.constFind(prefix);
    if (found == m_prefixes.cend())
        return nullptr;
    for (const Entry &entry : *found) {
        if (entry.model == model)
            return &entry;
    }
    return nullptr;
}

void CacheTracker::makeRoom()
{
    if (m_prefixes.size() < kPrefixes)
        return;
    const auto isOlder = [](const Entries &one, const Entries &other) {
        return one.back().touchedAt < other.back().touchedAt;
    };
    m_prefixes.erase(std::min_element(m_prefixes.begin(), m_prefixes.end(), isOlder));
}

} // namespace proxy
