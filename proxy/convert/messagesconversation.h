// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/cachemarks.h"
#include "proxy/convert/conversionnotes.h"
#include "proxy/convert/toolnames.h"
#include "proxy/json/jsontree.h"

namespace proxy {

/// What the messages of a request share with the rest of it, and what the model takes.
struct ConversationContext
{
    ToolNames &names;
    CacheMarks &marks;
    bool takesPrefill = true; ///< false: an assistant's last message is followed by a user's
};

/// Appends `"system"` and `"messages"` of an Anthropic request from an OpenAI request's messages.
/// System and developer messages ahead of the others become the system prompt; further down they
/// become reminders in the user's message there, so that the prompt's beginning stays as it was.
/// Results of tools that follow each other, and a user message after them, become one user
/// message.
void writeConversation(QByteArray &out, JsonValue messages, const ConversationContext &context,
                       ConversionNotes &notes);

/// The last message is a tool's result: the model is in the middle of a tool loop.
[[nodiscard]] bool endsWithToolResult(JsonValue chatMessages);

} // namespace proxy
