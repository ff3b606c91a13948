// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/cachemarks.h"
#include "proxy/convert/conversionnotes.h"
#include "proxy/convert/fieldreader.h"
#include "proxy/convert/identifiers.h"
#include "proxy/json/jsontree.h"

#include <optional>

namespace proxy {

/// What the conversion of tools needs of the rest of the request and of the model.
struct ToolsContext
{
    ToolNames &names;
    CacheMarks &marks;
    bool takesForcedTool = true; ///< false: a forced choice becomes "auto"
};

/// Appends `"tools"` and `"tool_choice"` of an Anthropic request, made from an OpenAI request's
/// tools, tool_choice and parallel_tool_calls.
void writeMessagesTools(QByteArray &out, FieldReader &request, const ToolsContext &context,
                        ConversionNotes &notes);

/// Whether tool_choice forces a tool call.
[[nodiscard]] bool forcesTool(JsonValue toolChoice);

/// Returns a call's id in a form that Anthropic accepts. Ids of letters, digits, `_` and `-` stay;
/// others (Kimi's `functions.Bash:0`) become `callx_` and their bytes in hexadecimal. @p quoted is
/// JSON-escaped.
[[nodiscard]] QByteArray messagesToolId(QByteArrayView quoted);
/// Returns the id that messagesToolId() was given, without escapes.
[[nodiscard]] QByteArray originalToolId(QByteArrayView mapped);

/// Returns the bytes of the object in a tool call's arguments (JSON inside a string); an empty
/// object when there are none. nullopt: they are no JSON object.
[[nodiscard]] std::optional<QByteArray> toolInput(JsonValue arguments);

} // namespace proxy
