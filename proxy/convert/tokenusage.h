// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/conversionnotes.h"
#include "proxy/json/jsontree.h"
#include "proxy/json/jsonwriter.h"

namespace proxy {

/// The token counts of one answer, from which both dialects' usage can be made; -1: not reported.
/// Anthropic's input excludes cache reads and writes, OpenAI's prompt includes them. The output of
/// both includes reasoning.
struct TokenUsage
{
    qint64 input = -1; ///< outside the cache
    qint64 cacheRead = -1;
    qint64 cacheWrite = -1;
    qint64 output = -1;
    qint64 reasoning = -1;

    [[nodiscard]] bool isKnown() const { return input >= 0 || output >= 0; }
};

/// Takes over what an Anthropic `usage` object says; streams say it in two pieces. Further members
/// count as lost unless they are null or zero through and through.
void readAnthropicUsage(TokenUsage &usage, JsonValue object, ConversionNotes &notes);
/// Adds the values of an OpenAI `usage` object. A null is ignored.
void readOpenAiUsage(TokenUsage &usage, JsonValue object, ConversionNotes &notes);

/// Returns an Anthropic `usage` object. A value that was not reported is 0, because the dialect
/// requires numbers.
void writeAnthropicUsage(JsonWriter &json, const TokenUsage &usage);
/// Returns an OpenAI `usage` object.
void writeOpenAiUsage(JsonWriter &json, const TokenUsage &usage);

} // namespace proxy
