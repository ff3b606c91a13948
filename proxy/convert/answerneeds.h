// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QHash>

namespace proxy {

/// What the conversion of an answer has to know of its request. Plain value.
struct AnswerNeeds
{
    bool isStreaming = false;
    bool wantsUsageChunk = false; ///< stream_options.include_usage of an OpenAI client
    bool wantsThinking = false; ///< an Anthropic client asked for thinking and to see it
    bool carriesReasoning = false; ///< the request went out with reasoning of earlier turns
    QByteArray model; ///< as it went upstream, between a JSON string's quotes; may be empty
    QHash<QByteArray, QByteArray> toolNames; ///< as sent → the client's own, where they differ
    qint64 nowSeconds = 0; ///< Unix time, for dialects that date their answers
};

} // namespace proxy
