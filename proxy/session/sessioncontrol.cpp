// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/models/modelname.h"
#include "proxy/session/sessionentry.h"
#include "proxy/session/sessions.h"

#include <algorithm>

namespace proxy {

namespace {

using std::chrono::duration_cast;
using std::chrono::seconds;

} // namespace

bool Sessions::setHand(const QByteArray &id, const SessionHand &hand)
{
    bool found = false;
    for (Session &session : m_entries) {
        if (session.id != id)
            continue;
        session.hand = hand;
        found = true;
    }
    return found;
}

std::optional<SessionHand> Sessions::hand(const QByteArray &id) const
{
    for (const Session &session : m_entries) {
        if (session.id == id)
            return session.hand;
    }
    return std::nullopt;
}

QByteArray Sessions::modelOf(const QByteArray &id) const
{
    for (const Session &session : m_entries) {
        if (session.id == id && !session.lanes.empty())
            return session.lanes.back().model;
    }
    return {};
}

std::vector<SessionSummary> Sessions::summaries(qsizetype limit) const
{
    const Instant now = m_clock();
    std::vector<SessionSummary> all;
    for (const Session &session : m_entries) {
        if (qsizetype(all.size()) >= limit)
            break;
        SessionSummary summary {.id = session.id,
                                .client = session.client,
                                .project = session.project,
                                .hand = session.hand};
        summary.idle = duration_cast<seconds>(now - session.usedAt);
        if (!session.lanes.empty()) {
            const ConversationMemory &lane = session.lanes.back();
            summary.model = lane.model;
            summary.turns = lane.turns;
            if (const OwnCache *cache = lane.cacheAt(parseModelName(lane.model).base);
                cache && cache->sawRead) {
                summary.warmTokens = lane.expectedAt(cache->model, now);
                summary.warmFor = std::max(
                    seconds(0), duration_cast<seconds>(cache->touchedAt + cache->lifetime - now));
            }
        }
        all.push_back(std::move(summary));
    }
    return all;
}

} // namespace proxy
