// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/errorbody.h"
#include "proxy/convert/tokenusage.h"

#include <QByteArray>
#include <QByteArrayView>

namespace proxy {

/// Writes one answer in the client's dialect, as events or as one JSON value. An AnswerReader calls
/// start(), then the functions for texts, thinking and calls, then end(). error() ends the answer
/// at any time. Texts, ids and names are JSON-escaped contents of strings. Stop reasons are words
/// of the client's dialect. Pure.
class AnswerWriter
{
public:
    virtual ~AnswerWriter() = default;
    AnswerWriter() = default;
    Q_DISABLE_COPY_MOVE(AnswerWriter)

    /// @p usage is the usage known at the start.
    virtual void start(QByteArrayView id, QByteArrayView model, const TokenUsage &usage) = 0;
    virtual void text(QByteArrayView quoted) = 0;
    virtual void thinking(QByteArrayView quoted) = 0;
    /// Begins a tool call. @p number counts the calls of the answer from 0.
    virtual void beginCall(qint64 number, QByteArrayView id, QByteArrayView name) = 0;
    /// Adds the next piece of the arguments, which are the text of a JSON object.
    virtual void arguments(qint64 number, QByteArrayView quoted) = 0;
    virtual void endCall(qint64 number) = 0;
    /// Ends the answer. @p stopSequence is the JSON of the matched stop sequence; empty: none.
    virtual void end(QByteArrayView reason, QByteArrayView stopSequence,
                     const TokenUsage &usage) = 0;
    virtual void error(const ErrorBody &error) = 0;
    /// The upstream makes something that the client's dialect can't express.
    virtual void keepAlive() = 0;
    /// Writes a comment of the upstream's stream. A single JSON value drops it.
    virtual void comment(QByteArrayView text) = 0;

    /// Returns the bytes written since the last call.
    [[nodiscard]] QByteArray takeBytes() { return std::exchange(m_out, {}); }

protected:
    QByteArray m_out;
};

} // namespace proxy
