// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/answerneeds.h"
#include "proxy/convert/answerreader.h"
#include "proxy/convert/identifiers.h"
#include "proxy/convert/toolcallqueue.h"

namespace proxy {

/// Reads a Chat Completions answer, streamed or whole, for an Anthropic client. ToolCallQueue puts
/// interleaved tool calls in order; a text that comes while a call is open waits for its end. The
/// message ends only with `[DONE]` or the stream, because pieces may follow the finish_reason.
/// Counterpart: MessagesAnswerReader.
class ChatAnswerReader final : public AnswerReader
{
public:
    ChatAnswerReader(AnswerWriter &writer, AnswerNeeds needs);

protected:
    void readObject(JsonValue event) override { readAnswer(event, "delta"); }
    void readMessage(JsonValue answer) override;
    void conclude() override;

private:
    enum class Kind { Text, Thinking };

    void readAnswer(JsonValue answer, QByteArrayView content);
    void start(JsonValue answer);
    void ensureStarted();
    void readChoice(JsonValue choice, QByteArrayView content);
    void readFinish(JsonValue finish, JsonValue matched);
    void readContent(JsonValue delta, QByteArrayView place);
    void readParts(JsonValue parts);
    void readReasoning(JsonValue delta);
    void readCalls(JsonValue calls);
    void readCall(JsonValue call);
    [[nodiscard]] bool fits(ToolCallQueue::Fit fit);
    void say(Kind kind, QByteArrayView quoted);
    void sayHeld();
    void play(const std::vector<ToolCallQueue::Step> &steps);

    AnswerNeeds m_needs;
    ToolCallQueue m_calls;
    TokenUsage m_usage;
    std::vector<std::pair<Kind, QByteArray>> m_held; ///< content that came while a call was open
    qsizetype m_heldBytes = 0;
    CallIds m_callIds;
    QByteArray m_id; ///< the upstream's id, JSON-escaped; empty: not started
    QByteArray m_model; ///< as it named the model, JSON-escaped
    QByteArray m_finish; ///< the finish_reason; empty: none yet
    QByteArray m_stopSequence; ///< as JSON; empty: none matched
    bool m_isWhole = false;
};

} // namespace proxy
