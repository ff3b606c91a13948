// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/sessions/sessionlist.h"

#include <algorithm>

inline std::vector<ui::SessionLine> lifelikeSessions()
{
    const auto line = [](const char *id, const char *client, const char *model, int turns,
                         std::chrono::seconds idle) {
        ui::SessionLine session;
        session.id = QString::fromLatin1(id);
        session.client = QString::fromLatin1(client);
        session.model = QString::fromLatin1(model);
        session.turns = turns;
        session.idle = idle;
        session.warmFor = std::max(std::chrono::seconds(0), std::chrono::seconds(300) - idle);
        session.warmTokens = 18000 + turns * 900;
        return session;
    };
    std::vector<ui::SessionLine> sessions {
        line("0f8fad5b-d9cb-469f-a165-70867728950e", "claude-code", "claude-haiku-4-5-20251001", 41,
             std::chrono::seconds(1)),
        line("7c9e6679-7425-40de-944b-e07fc1f90ae7", "claude-code", "claude-sonnet-4-5-20250929",
             12, std::chrono::seconds(48)),
        line("~4b1d2a9c77e0", "codex", "gpt-5(high)", 7, std::chrono::seconds(190)),
        line("~90aa13ce5f21", "opencode", "claude-haiku-4-5-20251001", 3,
             std::chrono::seconds(1900))};
    sessions[1].heldModel = sessions[1].model;
    sessions[2].boostsNext = true;
    return sessions;
}
