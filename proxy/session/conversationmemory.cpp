// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/session/conversationmemory.h"

#include <algorithm>

namespace proxy {

namespace {

constexpr size_t kMaxCaches = 6;
constexpr double kNewest = 0.5;
// Beyond these a report is about something else than this body: images, another tokenizer's error.
constexpr double kFewestBytes = 1.0;
constexpr double kMostBytes = 12.0;

} // namespace

const OwnCache *ConversationMemory::cacheAt(const QByteArray &base) const
{
    for (const OwnCache &cache : caches) {
        if (cache.model == base)
            return &cache;
    }
    return nullptr;
}

qint64 ConversationMemory::expectedAt(const QByteArray &base, Instant now) const
{
    const OwnCache *cache = cacheAt(base);
    return cache && now - cache->touchedAt < cache->lifetime ? cache->tokens : 0;
}

void ConversationMemory::noteInput(const QByteArray &base, const InputReport &input, Instant now,
                                   std::chrono::seconds lifetime)
{
    if (input.read + input.written == 0) {
        std::erase_if(caches, [&base](const OwnCache &cache) { return cache.model == base; });
        return;
    }
    auto found = std::find_if(caches.begin(), caches.end(),
                              [&base](const OwnCache &cache) { return cache.model == base; });
    if (found == caches.end()) {
        if (caches.size() >= kMaxCaches)
            caches.erase(caches.begin());
        found = caches.insert(caches.end(), OwnCache {.model = base});
    }
    // Where writes are not told, what was sent is what the next request can read.
    found->tokens = input.tellsWrites ? input.read + input.written : input.whole;
    found->touchedAt = now;
    found->lifetime = lifetime;
    found->sawRead = found->sawRead || input.read > 0;
}

void ConversationMemory::noteSize(qint64 bodyBytes, qint64 tokens)
{
    if (bodyBytes <= 0 || tokens <= 0)
        return;
    const double seen = std::clamp(double(bodyBytes) / double(tokens), kFewestBytes, kMostBytes);
    bytesPerToken = bytesPerToken == 0 ? seen : bytesPerToken * (1 - kNewest) + seen * kNewest;
}

} // namespace proxy
