// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArrayView>

#include <optional>

namespace proxy {

/// What a request is to the conversation it belongs to. Only a human ask is classified.
enum class TurnType {
    Unknown, ///< nothing typed, no tool loop: can't be told
    HumanAsk, ///< a person typed something new
    ToolContinuation, ///< the same turn goes on after a tool's result
    SubAgentStart, ///< an agent gave a task to another one
    Compaction, ///< the conversation is to be summed up
    SideRequest, ///< title, topic, suggestion: beside the conversation
    Probe, ///< a check of quota or reachability
};

/// "human-ask", "tool-continuation", "sub-agent-start", "compaction", "side-request", "probe",
/// "unknown".
[[nodiscard]] const char *name(TurnType type);
[[nodiscard]] std::optional<TurnType> turnTypeFromName(QByteArrayView name);

} // namespace proxy
