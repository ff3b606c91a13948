// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/cachemarks.h"

#include <algorithm>

namespace proxy {

namespace {

constexpr int kMostMarks = 4;

// The order of the prompt is the order of the messages, but for system messages, which go ahead.
int marksOf(JsonValue messages)
{
    int count = 0;
    for (JsonValue message = messages.first(); message; message = message.next()) {
        count += message["cache_control"].isObject() ? 1 : 0;
        const JsonValue content = message["content"];
        for (JsonValue part = content.first(); part && content.isArray(); part = part.next())
            count += part["cache_control"].isObject() ? 1 : 0;
    }
    return count;
}

} // namespace

CacheMarks::CacheMarks(JsonValue chatRequest)
{
    int tools = 0;
    for (JsonValue tool = chatRequest["tools"].first(); tool; tool = tool.next())
        tools += markOfTool(tool).isObject() ? 1 : 0;
    const int beyond = std::max(0, tools + marksOf(chatRequest["messages"]) - kMostMarks);
    m_skippedTools = std::min(beyond, tools);
    m_skippedMessages = beyond - m_skippedTools;
}

bool CacheMarks::takesNext(Of kind)
{
    int &skipped = kind == Of::Tools ? m_skippedTools : m_skippedMessages;
    if (skipped == 0)
        return true;
    --skipped;
    return false;
}

JsonValue markOfTool(JsonValue tool)
{
    const JsonValue mark = tool["cache_control"];
    return mark.isNothing() ? tool["function"]["cache_control"] : mark;
}

} // namespace proxy
