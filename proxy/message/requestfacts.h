// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/dialect.h"
#include "proxy/routedecision.h"

#include <QByteArray>

#include <vector>

namespace proxy {

/// A range of bytes [begin, end) of the request body.
struct ByteRange
{
    qsizetype begin = 0;
    qsizetype end = 0;

    [[nodiscard]] bool isEmpty() const { return begin == end; }
};

/// What INSPECT yields. `skip` says why the request can't be routed; then only the fields found
/// before that point are filled.
struct RequestFacts
{
    Dialect dialect = Dialect::Other;
    RouteReason skip = RouteReason::None;
    QByteArray model; ///< unescaped
    ByteRange modelRange; ///< of the JSON string value, quotes included
    bool streaming = false; ///< `stream` is present and not false

    QByteArray userText; ///< last human text, envelopes removed, UTF-8, not capped
    quint64 userTextHash = 0; ///< keyed hash of userText
    quint64 firstTextHash = 0; ///< keyed hash of the conversation's first typed text
    int userTextOrdinal = 0; ///< this is the n-th typed text of the conversation, from 1
    bool isContinuation = false; ///< the last human text was answered already: a tool loop

    qint64 maxTokens = -1; ///< max_tokens or max_completion_tokens, -1 when absent
    int messageCount = 0;
    int toolCount = 0;
    QByteArray sessionId; ///< from the body (metadata.user_id, prompt_cache_key), else empty
    QByteArray previousResponseId;
};

} // namespace proxy
