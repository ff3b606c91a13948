// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/session/sessions.h"

#include <algorithm>

namespace proxy {

/// One session with its agents' conversations.
struct Sessions::Session
{
    static constexpr size_t kMaxLanes = 32;

    quint64 key = 0;
    QByteArray id;
    QByteArray client = {};
    QByteArray project = {};
    SessionHand hand = {};
    Instant usedAt {};
    std::vector<ConversationMemory> lanes = {}; // most recently used last

    [[nodiscard]] ConversationMemory *lane(quint64 lane)
    {
        const auto found =
            std::find_if(lanes.begin(), lanes.end(),
                         [lane](const ConversationMemory &memory) { return memory.lane == lane; });
        return found == lanes.end() ? nullptr : &*found;
    }
    [[nodiscard]] ConversationMemory &obtainLane(quint64 wanted)
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
};

} // namespace proxy
