// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/conversionnotes.h"
#include "proxy/json/jsontree.h"

namespace proxy {

/// Appends `"system"` and `"messages"` of an Anthropic request from an OpenAI request's messages.
/// System and developer messages, wherever they stand, become the system prompt; results of tools
/// that follow each other, and a user message after them, become one user message.
void writeConversation(QByteArray &out, JsonValue messages, ConversionNotes &notes);

/// The last message is a tool's result: the model is in the middle of a tool loop.
[[nodiscard]] bool endsWithToolResult(JsonValue chatMessages);

} // namespace proxy
