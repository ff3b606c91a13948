// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/json/jsontree.h"

namespace proxy {

/// Which of an OpenAI request's cache_control marks go to an Anthropic upstream, which takes four
/// at most (Anthropic's prompt caching guide): the last four of the prompt, whose order is tools,
/// system, messages. Each mark is asked for once, those of a kind in their order.
class CacheMarks final
{
public:
    enum class Of { Tools, Messages };

    /// Counts the marks of @p chatRequest.
    explicit CacheMarks(JsonValue chatRequest);

    /// Whether the next mark of that kind is sent.
    [[nodiscard]] bool takesNext(Of kind);

private:
    int m_skippedTools = 0; ///< marks still to be left out
    int m_skippedMessages = 0;
};

/// The mark of a tool, which may stand beside its function or inside; missing: none.
[[nodiscard]] JsonValue markOfTool(JsonValue tool);

} // namespace proxy
