// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArrayView>

namespace proxy {

/// OpenAI's finish_reason for an Anthropic stop_reason. Whether tools are called is told by the
/// calls; unknown reasons are "stop".
[[nodiscard]] QByteArrayView finishReasonOf(QByteArrayView stopReason, bool calledTools);

/// Anthropic's stop_reason for an OpenAI finish_reason. Whether tools are called is told by the
/// calls, too: servers say "stop" after some, and "tool_calls" without any.
[[nodiscard]] QByteArrayView stopReasonOf(QByteArrayView finishReason, bool calledTools);

} // namespace proxy
