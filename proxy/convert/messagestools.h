// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/cachemarks.h"
#include "proxy/convert/conversionnotes.h"
#include "proxy/convert/fieldreader.h"
#include "proxy/convert/toolnames.h"
#include "proxy/json/jsontree.h"

#include <optional>

namespace proxy {

/// What the tools of a request share with the rest of it, and what the model takes.
struct ToolsContext
{
    ToolNames &names;
    CacheMarks &marks;
    bool takesForcedTool = true; ///< false: a forced choice becomes "auto"
};

/// Appends `"tools"` and `"tool_choice"` of an Anthropic request from an OpenAI request's fields
/// tools, tool_choice and parallel_tool_calls.
void writeMessagesTools(QByteArray &out, FieldReader &request, const ToolsContext &context,
                        ConversionNotes &notes);

/// The choice names a tool, or demands any.
[[nodiscard]] bool forcesTool(JsonValue toolChoice);

/// A call's id as Anthropic accepts it. Ids of letters, digits, `_` and `-` stay; others (Kimi's
/// `functions.Bash:0`) become `callx_` and their bytes in hexadecimal. @p quoted as it stands
/// between a JSON string's quotes.
[[nodiscard]] QByteArray messagesToolId(QByteArrayView quoted);
/// The id that messagesToolId() was given, without escapes.
[[nodiscard]] QByteArray originalToolId(QByteArrayView mapped);

/// What a tool call's arguments (JSON inside a string) say: the bytes of an object. Nothing said
/// is an empty object; nullopt: it is no JSON object.
[[nodiscard]] std::optional<QByteArray> toolInput(JsonValue arguments);

} // namespace proxy
