// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/answerwriter.h"
#include "proxy/convert/losses.h"
#include "proxy/core/error.h"
#include "proxy/json/jsontree.h"
#include "proxy/message/sseparser.h"

#include <optional>

namespace proxy {

/// Reads an upstream's answer, streamed or whole, and says to an AnswerWriter what it holds.
/// Streamed and whole answers go through the same code. Holds no more of a stream than its events
/// force it to. Implementations: ChatAnswerReader and MessagesAnswerReader. Pure.
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
    /// An answer that came as one JSON object. finish() follows.
    void readWhole(JsonValue answer);
    /// The upstream's answer ended cleanly. Where the stream itself was not at its end, failure()
    /// says so and the client must see a cut.
    void finish();
    /// Why the answer can't go on. The client was told by an error, except at an end that is
    /// missing (UpstreamCut).
    [[nodiscard]] const std::optional<Error> &failure() const { return m_failure; }
    /// The error that the upstream told of inside its answer; nullopt: none.
    [[nodiscard]] const std::optional<ErrorBody> &reported() const { return m_reported; }
    /// Tells the client an error in our words: the answer can't be read.
    void fail(const Said &why);
    [[nodiscard]] const Losses &losses() const { return m_losses; }

protected:
    /// One event's JSON object.
    virtual void readObject(JsonValue event) = 0;
    virtual void readMessage(JsonValue answer) = 0;
    /// The stream is over: says what is still owed and calls end(), if a reason to stop came.
    virtual void conclude() = 0;

    [[nodiscard]] AnswerWriter &writer() { return m_writer; }
    void lose(QByteArrayView name) { m_losses.add(name); }
    void add(const Losses &losses) { m_losses.add(losses); }
    /// Passes on the error that @p event reports; @p text where that is no object.
    void failAsReported(JsonValue event, QByteArrayView text);
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
