// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QHash>

namespace proxy {

/// What the conversion of an answer needs to know of its request. Plain value.
struct AnswerNeeds
{
    bool isStreaming = false;
    bool wantsUsageChunk = false; ///< stream_options.include_usage of an OpenAI client
    bool wantsThinking = false; ///< an Anthropic client asked for visible thinking
    bool carriesReasoning = false; ///< the request was sent with reasoning of earlier turns
    QByteArray model; ///< as sent upstream, JSON-escaped; may be empty
    QHash<QByteArray, QByteArray> toolNames; ///< name as sent → the client's name, if they differ
    QByteArray answerId; ///< for an answer that has no id; no other answer's, plain letters
    qint64 nowSeconds = 0; ///< Unix time in seconds, for dialects that date their answers
};

} // namespace proxy
