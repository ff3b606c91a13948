// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/answerneeds.h"
#include "proxy/convert/fieldreader.h"
#include "proxy/convert/streamconverter.h"
#include "proxy/convert/tokenusage.h"
#include "proxy/json/jsontree.h"

#include <vector>

namespace proxy {

/// Anthropic message events → Chat Completions chunks. Pings become comments; `[DONE]` follows
/// message_stop alone. Counterpart: MessagesStream.
class ChatStream final : public StreamConverter
{
public:
    explicit ChatStream(AnswerNeeds needs);

protected:
    void convertData(QByteArrayView data, QByteArray &out) override;
    bool finishStream(QByteArray &out) override;
    void appendError(QByteArray &out, QByteArrayView quoted) override;

private:
    struct ToolBlock
    {
        qint64 index = 0; ///< Anthropic's, over all blocks
        qint64 call = 0; ///< OpenAI's, over the calls
        bool hasArguments = false;
    };
    static constexpr size_t kMaxOpenBlocks = 256;

    void readEvent(JsonValue event, QByteArray &out);
    void startMessage(JsonValue message, QByteArray &out);
    void startBlock(JsonValue event, QByteArray &out);
    void startCall(JsonValue event, QByteArray &out);
    void readBlockDelta(JsonValue event, QByteArray &out);
    void readInputDelta(JsonValue event, JsonValue text, QByteArray &out);
    void stopBlock(JsonValue event, QByteArray &out);
    void readMessageDelta(JsonValue event, QByteArray &out);
    void stopMessage(QByteArray &out);
    void ensureStarted(QByteArray &out);
    void appendText(QByteArrayView field, QByteArrayView quoted, QByteArray &out);
    void appendArguments(ToolBlock &block, QByteArrayView quoted, QByteArray &out);
    void appendChunk(QByteArrayView delta, QByteArrayView finishReason, QByteArray &out);
    ToolBlock *blockOf(JsonValue event);

    AnswerNeeds m_needs;
    JsonTree m_tree;
    TokenUsage m_usage;
    QByteArray m_prefix; ///< what every chunk begins with; empty: not started
    std::vector<ToolBlock> m_blocks; ///< that are open
    qint64 m_calls = 0;
    bool m_isStopped = false;
};

} // namespace proxy
