// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArrayView>

#include <optional>

namespace proxy {

/// The role of a request in its conversation. Morph classifies human asks only.
enum class TurnType {
    Unknown, ///< neither a typed text nor a tool loop was found
    HumanAsk, ///< a person typed something new
    ToolContinuation, ///< the same turn goes on after a tool's result
    SubAgentStart, ///< an agent gave a task to another one
    Compaction, ///< the conversation is to be summed up
    SideRequest, ///< a title, topic or suggestion beside the conversation
    Probe, ///< a check of quota or reachability
};

/// "human-ask", "tool-continuation", "sub-agent-start", "compaction", "side-request", "probe",
/// "unknown".
[[nodiscard]] const char *name(TurnType type);
/// The reverse of name(); nullopt for any other text.
[[nodiscard]] std::optional<TurnType> turnTypeFromName(QByteArrayView name);

} // namespace proxy
