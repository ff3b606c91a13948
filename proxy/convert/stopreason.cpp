// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/stopreason.h"

namespace proxy {

QByteArrayView finishReasonOf(JsonValue stopReason)
{
    if (stopReason.is("tool_use"))
        return "tool_calls";
    if (stopReason.is("max_tokens") || stopReason.is("model_context_window_exceeded"))
        return "length";
    if (stopReason.is("refusal"))
        return "content_filter";
    return "stop";
}

QByteArrayView stopReasonOf(JsonValue finishReason, bool calledTools)
{
    if (finishReason.is("length"))
        return "max_tokens";
    if (finishReason.is("content_filter"))
        return "refusal";
    if (calledTools || finishReason.is("tool_calls") || finishReason.is("function_call"))
        return "tool_use";
    return "end_turn";
}

} // namespace proxy
