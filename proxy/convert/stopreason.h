// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArrayView>

namespace proxy {

/// Returns OpenAI's finish_reason for an Anthropic stop_reason; "stop" for an unknown one. The
/// calls in the answer, not the reason, tell whether tools are called.
[[nodiscard]] QByteArrayView finishReasonOf(QByteArrayView stopReason, bool calledTools);

/// Returns Anthropic's stop_reason for an OpenAI finish_reason. The calls in the answer count too,
/// because some servers send "stop" after calls and "tool_calls" without any.
[[nodiscard]] QByteArrayView stopReasonOf(QByteArrayView finishReason, bool calledTools);

} // namespace proxy
