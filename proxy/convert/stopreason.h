// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/json/jsontree.h"

#include <QByteArrayView>

namespace proxy {

/// OpenAI's finish_reason for an Anthropic stop_reason; unknown ones are "stop".
[[nodiscard]] QByteArrayView finishReasonOf(JsonValue stopReason);

/// Anthropic's stop_reason for an OpenAI finish_reason. Servers that say "stop" after calling
/// tools mean tool_use.
[[nodiscard]] QByteArrayView stopReasonOf(JsonValue finishReason, bool calledTools);

} // namespace proxy
