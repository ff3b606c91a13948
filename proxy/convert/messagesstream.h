// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/answerneeds.h"
#include "proxy/convert/streamconverter.h"
#include "proxy/convert/tokenusage.h"
#include "proxy/convert/toolcallqueue.h"
#include "proxy/json/jsontree.h"

namespace proxy {

/// Chat Completions chunks → Anthropic message events. Anthropic's blocks follow each other, so a
/// block ends when another kind of delta comes; the order of interleaved tool calls is restored by
/// ToolCallQueue. The end of the message waits for `[DONE]`, or for the usage that follows the
/// finish_reason. Counterpart: ChatStream.
class MessagesStream final : public StreamConverter
{
public:
    explicit MessagesStream(AnswerNeeds needs);

protected:
    void convertData(QByteArrayView data, QByteArray &out) override;
    bool finishStream(QByteArray &out) override;
    void appendError(QByteArray &out, QByteArrayView quoted) override;

private:
    enum class Block { None, Text, Thinking, Tool };

    void readChunk(JsonValue chunk, QByteArray &out);
    void startMessage(JsonValue chunk, QByteArray &out);
    void readChoice(JsonValue choice, QByteArray &out);
    void readDelta(JsonValue delta, QByteArray &out);
    void readReasoning(JsonValue delta, QByteArray &out);
    void readCalls(JsonValue calls, QByteArray &out);
    void play(const std::vector<ToolCallQueue::Step> &steps, QByteArray &out);
    void openBlock(Block kind, QByteArray &out);
    void openTool(const ToolCallQueue::Step &step, QByteArray &out);
    void closeBlock(QByteArray &out);
    void closeAll(QByteArray &out);
    void appendDelta(Block kind, QByteArrayView quoted, QByteArray &out);
    void conclude(QByteArray &out);

    AnswerNeeds m_needs;
    JsonTree m_tree;
    ToolCallQueue m_calls;
    TokenUsage m_usage;
    Block m_open = Block::None;
    qint64 m_index = -1; ///< of the block that is open or was last
    bool m_isStarted = false;
    bool m_isFinished = false; ///< a finish_reason came
    bool m_isConcluded = false; ///< message_stop went out
    QByteArray m_id; ///< upstream's, between a JSON string's quotes
    QByteArray m_stopReason = "end_turn";
    QByteArray m_stopSequence = "null"; ///< as JSON
};

} // namespace proxy
