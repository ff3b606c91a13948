// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>

namespace app {

/// The messages an agent adds after the model called a tool: the assistant's turn as it was
/// streamed, and the tool's result. Empty: the answer holds no tool call. Each with a leading
/// comma, as anthropicAgentRequest() takes them.
[[nodiscard]] QByteArray nextToolTurn(const QByteArray &eventStream, const QByteArray &result);

} // namespace app
