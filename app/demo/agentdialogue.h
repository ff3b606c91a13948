// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>

namespace app {

/// Returns the messages that an agent adds after a tool call: the assistant's turn as it was
/// streamed, and the tool's result. Each has a leading comma, as anthropicAgentRequest() needs it.
/// Empty when the answer has no tool call.
[[nodiscard]] QByteArray nextToolTurn(const QByteArray &eventStream, const QByteArray &result);

} // namespace app
