// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/json/jsontree.h"

namespace proxy {

/// Selects the cache_control marks of an OpenAI request that are sent to an Anthropic upstream.
/// Anthropic takes at most four (prompt caching guide), so these are the last four of the prompt,
/// whose order is tools, system, messages. Ask for each mark once, those of a kind in their order.
class CacheMarks final
{
public:
    enum class Of { Tools, Messages };

    /// Counts the marks of @p chatRequest.
    explicit CacheMarks(JsonValue chatRequest);

    /// Returns whether the next mark of that kind is sent.
    [[nodiscard]] bool takesNext(Of kind);

private:
    int m_skippedTools = 0; ///< marks still to be left out
    int m_skippedMessages = 0;
};

/// Returns the mark of a tool, which may stand beside its function or inside it; missing when there
/// is none.
[[nodiscard]] JsonValue markOfTool(JsonValue tool);

} // namespace proxy
