// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/stopreason.h"

namespace proxy {

QByteArrayView finishReasonOf(QByteArrayView stopReason, bool calledTools)
{
    if (stopReason == "max_tokens" || stopReason == "model_context_window_exceeded")
        return "length";
    if (stopReason == "refusal")
        return "content_filter";
    return calledTools ? "tool_calls" : "stop";
}

QByteArrayView stopReasonOf(QByteArrayView finishReason, bool calledTools)
{
    if (finishReason == "length")
        return "max_tokens";
    if (finishReason == "content_filter")
        return "refusal";
    return calledTools ? "tool_use" : "end_turn";
}

} // namespace proxy
