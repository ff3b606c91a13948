// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/conversionnotes.h"
#include "proxy/json/jsontree.h"
#include "proxy/json/jsonwriter.h"

namespace proxy {

/// Tokens of one answer, in terms both dialects can be told from; -1: not reported.
/// Anthropic's input excludes cache reads and writes, OpenAI's prompt includes them. In both the
/// output includes what was spent on reasoning.
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
/// Takes over what an OpenAI `usage` object says; a null says nothing.
void readOpenAiUsage(TokenUsage &usage, JsonValue object, ConversionNotes &notes);

/// An Anthropic `usage` object. Its dialect demands numbers: what was not reported is 0.
void writeAnthropicUsage(JsonWriter &json, const TokenUsage &usage);
/// An OpenAI `usage` object.
void writeOpenAiUsage(JsonWriter &json, const TokenUsage &usage);

} // namespace proxy
