// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/answerwriter.h"
#include "proxy/convert/losses.h"
#include "proxy/core/error.h"
#include "proxy/json/jsontree.h"
#include "proxy/message/sseparser.h"

#include <optional>

namespace proxy {

/// Reads an upstream's answer, streamed or whole, and calls an AnswerWriter with its parts. The
/// same code reads both forms. It keeps no more of a stream than necessary. Implementations:
/// ChatAnswerReader and MessagesAnswerReader. Pure.
class AnswerReader
{
public:
    virtual ~AnswerReader() = default;
    /// @p writer must outlive this.
    explicit AnswerReader(AnswerWriter &writer)
        : m_writer(writer)
    { }
    Q_DISABLE_COPY_MOVE(AnswerReader)

    void readEvent(const SseEvent &event);
    /// Reads an answer that is one JSON object. Call finish() afterwards.
    void readWhole(JsonValue answer);
    /// The upstream's answer ended in order. If the stream was not complete, failure() says so, and
    /// the client must be cut.
    void finish();
    /// Why the answer can't be read any further. The client has got an error, except when the end
    /// is missing (UpstreamCut).
    [[nodiscard]] const std::optional<Error> &failure() const { return m_failure; }
    /// The error that the upstream reported within its answer; nullopt: none.
    [[nodiscard]] const std::optional<ErrorBody> &reported() const { return m_reported; }
    /// Writes an error to the client, because the answer can't be read.
    void fail(const Text &why);
    [[nodiscard]] const Losses &losses() const { return m_losses; }

protected:
    /// Reads the JSON object of one event.
    virtual void readObject(JsonValue event) = 0;
    virtual void readMessage(JsonValue answer) = 0;
    /// Writes the rest at the end of a stream and calls end(), if a reason to stop came.
    virtual void conclude() = 0;

    [[nodiscard]] AnswerWriter &writer() { return m_writer; }
    void lose(QByteArrayView name) { m_losses.add(name); }
    void add(const Losses &losses) { m_losses.add(losses); }
    /// Writes the error that @p event reports; @p text when that is no object.
    void failAsReported(JsonValue event, QByteArrayView text);
    /// Writes the error that an end with @p word, which means a failure, reports.
    void failAsEnded(const QByteArray &word);
    void end(QByteArrayView reason, QByteArrayView stopSequence, const TokenUsage &usage);
    [[nodiscard]] bool isOver() const { return m_isEnded || m_failure; }

private:
    void finishAtSentinel();

    AnswerWriter &m_writer;
    JsonTree m_tree;
    Losses m_losses;
    std::optional<Error> m_failure;
    std::optional<ErrorBody> m_reported;
    bool m_isEnded = false;
};

} // namespace proxy
