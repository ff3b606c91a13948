// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/session/sessionentry.h"

#include "proxy/models/modelname.h"

#include <algorithm>

namespace proxy {

ConversationMemory *SessionEntry::lane(quint64 wanted)
{
    const auto found =
        std::find_if(lanes.begin(), lanes.end(),
                     [wanted](const ConversationMemory &memory) { return memory.lane == wanted; });
    return found == lanes.end() ? nullptr : &*found;
}

ConversationMemory &SessionEntry::obtainLane(quint64 wanted)
{
    if (ConversationMemory *known = lane(wanted)) {
        std::rotate(lanes.begin() + (known - lanes.data()),
                    lanes.begin() + (known - lanes.data()) + 1, lanes.end());
        return lanes.back();
    }
    if (lanes.size() >= kMaxLanes)
        lanes.erase(lanes.begin());
    lanes.push_back({.lane = wanted});
    return lanes.back();
}

QByteArray SessionEntry::model() const
{
    return lanes.empty() ? QByteArray() : lanes.back().model;
}

SessionSummary SessionEntry::summary(Instant now) const
{
    using std::chrono::duration_cast;
    using std::chrono::seconds;
    SessionSummary told {
        .id = id, .client = client, .project = project, .userOverride = userOverride};
    told.idle = duration_cast<seconds>(now - usedAt);
    if (lanes.empty())
        return told;
    const ConversationMemory &latest = lanes.back();
    told.model = latest.model;
    told.turns = latest.turns;
    const OwnCache *cache = latest.cacheAt(parseModelName(latest.model).base);
    if (!cache || !cache->sawRead)
        return told;
    told.warmTokens = latest.expectedAt(cache->model, now);
    told.warmFor =
        std::max(seconds(0), duration_cast<seconds>(cache->touchedAt + cache->lifetime - now));
    return told;
}

} // namespace proxy
