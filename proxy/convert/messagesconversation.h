// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/cachemarks.h"
#include "proxy/convert/conversionnotes.h"
#include "proxy/convert/identifiers.h"
#include "proxy/json/jsontree.h"

namespace proxy {

/// What the conversion of messages needs of the rest of the request and of the model.
struct ConversationContext
{
    ToolNames &names;
    CacheMarks &marks;
    bool takesPrefill = true; ///< false: an assistant's last message is followed by a user's
};

/// Appends `"system"` and `"messages"` of an Anthropic request, made from an OpenAI request's
/// messages. System and developer messages before all others become the system prompt; later ones
/// become reminders in the user's message there, so that the prompt's beginning stays the same.
/// Consecutive tool results, and a user message after them, become one user message.
void writeConversation(QByteArray &out, JsonValue messages, const ConversationContext &context,
                       ConversionNotes &notes);

/// Whether the last message is a tool's result, so that the model is in a tool loop.
[[nodiscard]] bool endsWithToolResult(JsonValue chatMessages);

} // namespace proxy
