// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/cachemarks.h"
#include "proxy/convert/conversionnotes.h"
#include "proxy/json/jsontree.h"

namespace proxy {

/// Whose content is written: what may stand in it differs.
enum class BlocksOf { System, User, Assistant };

/// Appends an OpenAI message's content (a string, an array of parts or nothing) as Anthropic
/// blocks, separated by commas, without the array around them. Blank texts are left out: Anthropic
/// refuses them. @p mark: cache_control of the message, for a string.
void writeBlocks(QByteArray &out, JsonValue content, BlocksOf whose, CacheMarks &marks,
                 ConversionNotes &notes, JsonValue mark = {});

/// A string of nothing but white space, or none.
[[nodiscard]] bool isBlank(JsonValue text);

} // namespace proxy
