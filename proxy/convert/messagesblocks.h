// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/conversionnotes.h"
#include "proxy/json/jsontree.h"

namespace proxy {

/// Whose content is written: what may stand in it differs.
enum class BlocksOf { System, User, Assistant };

/// Appends an OpenAI message's content (a string, an array of parts or nothing) as Anthropic
/// blocks, separated by commas, without the array around them. Empty texts are left out: Anthropic
/// refuses them.
void writeBlocks(QByteArray &out, JsonValue content, BlocksOf whose, ConversionNotes &notes);

} // namespace proxy
