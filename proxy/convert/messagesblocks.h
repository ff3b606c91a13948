// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/cachemarks.h"
#include "proxy/convert/conversionnotes.h"
#include "proxy/json/jsontree.h"

namespace proxy {

/// The role whose content is written. It decides which blocks are allowed.
enum class BlocksOf { System, User, Assistant };

/// Appends an OpenAI message's content (a string, an array of parts or nothing) as Anthropic
/// blocks, separated by commas and without the array's brackets. Blank texts are left out, because
/// Anthropic refuses them. @p mark is the message's cache_control, for a string.
void writeBlocks(QByteArray &out, JsonValue content, BlocksOf whose, CacheMarks &marks,
                 ConversionNotes &notes, JsonValue mark = {});

/// Whether a JSON-escaped text is empty or shows nothing but white space.
[[nodiscard]] bool isBlank(QByteArrayView quoted);
[[nodiscard]] inline bool isBlank(JsonValue text)
{
    return isBlank(text.quoted());
}

} // namespace proxy
