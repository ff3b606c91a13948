// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/errorbody.h"
#include "proxy/convert/tokenusage.h"

#include <QByteArray>
#include <QByteArrayView>

namespace proxy {

/// Writes one answer in the client's dialect, as events or as one JSON value; the reader of the
/// upstream's dialect says what the answer holds. Sequence: start(), then texts, thinking and
/// calls, then end(); error() ends the answer at any moment, and nothing follows it. Texts, ids
/// and names are given as they stand between a JSON string's quotes. Reasons are the client
/// dialect's words. Pure.
class AnswerWriter
{
public:
    virtual ~AnswerWriter() = default;
    AnswerWriter() = default;
    Q_DISABLE_COPY_MOVE(AnswerWriter)

    /// @p usage: what is known at the start.
    virtual void start(QByteArrayView id, QByteArrayView model, const TokenUsage &usage) = 0;
    virtual void text(QByteArrayView quoted) = 0;
    virtual void thinking(QByteArrayView quoted) = 0;
    /// @p number counts the answer's calls from 0.
    virtual void beginCall(qint64 number, QByteArrayView id, QByteArrayView name) = 0;
    /// The next piece of the arguments, which are a JSON object's text.
    virtual void arguments(qint64 number, QByteArrayView quoted) = 0;
    virtual void endCall(qint64 number) = 0;
    /// @p stopSequence: the JSON of the sequence that ended the answer; empty: none did.
    virtual void end(QByteArrayView reason, QByteArrayView stopSequence,
                     const TokenUsage &usage) = 0;
    virtual void error(const ErrorBody &error) = 0;
    /// The upstream works on something that the client is not told.
    virtual void keepAlive() = 0;
    /// A comment of the upstream's stream. One JSON value has no place for it.
    virtual void comment(QByteArrayView text) = 0;

    /// The bytes written since the last call.
    [[nodiscard]] QByteArray takeBytes() { return std::exchange(m_out, {}); }

protected:
    QByteArray m_out;
};

} // namespace proxy
