// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/connect/agentsetup.h"

namespace ui {

// One function an agent: which file, what goes into it, what else it needs. Pure.
[[nodiscard]] Agent claudeCode(const AgentPlaces &places, const QString &baseUrl);
[[nodiscard]] Agent claudeCodeStatusLine(const AgentPlaces &places);
[[nodiscard]] Agent codex(const AgentPlaces &places, const QString &baseUrl);
[[nodiscard]] Agent geminiCli(const AgentPlaces &places, const QString &baseUrl);
[[nodiscard]] Agent opencode(const AgentPlaces &places, const QString &baseUrl);

} // namespace ui
