// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/answerneeds.h"
#include "proxy/convert/answerreader.h"
#include "proxy/convert/callarguments.h"
#include "proxy/convert/fieldreader.h"
#include "proxy/convert/identifiers.h"

#include <vector>

namespace proxy {

/// Reads an Anthropic answer, streamed or whole, for an OpenAI client. A delta without a block
/// belongs to the open block. Counterpart: ChatAnswerReader.
class MessagesAnswerReader final : public AnswerReader
{
public:
    MessagesAnswerReader(AnswerWriter &writer, AnswerNeeds needs);

protected:
    void readObject(JsonValue event) override;
    void readMessage(JsonValue answer) override;
    void conclude() override;

private:
    struct Block
    {
        qint64 index = 0; ///< the upstream's index among all blocks
        qint64 call = -1; ///< the client's index among the calls; -1: no call
        QByteArray input; ///< input at the block's begin, JSON-escaped
        CallArguments arguments {};
    };
    static constexpr size_t kMaxBlocks = 1024;

    void start(JsonValue message);
    void ensureStarted();
    void startBlock(JsonValue index, JsonValue block);
    void beginCall(FieldReader &block, Block &made);
    void readDelta(JsonValue event);
    void readInput(JsonValue event, JsonValue text);
    void stopBlock(JsonValue index);
    void endCall(Block &block, bool isCutShort);
    void failAsNoJson();
    void say(bool isThinking, QByteArrayView quoted);
    void readMessageDelta(JsonValue event);
    [[nodiscard]] size_t positionOf(JsonValue index) const;

    AnswerNeeds m_needs;
    TokenUsage m_usage;
    std::vector<Block> m_blocks; ///< open blocks, and all calls
    QByteArray m_stopReason; ///< empty: none yet
    CallIds m_callIds;
    QByteArray m_id; ///< the message's, JSON-escaped
    qint64 m_calls = 0;
    qint64 m_nextIndex = 0; ///< index of a block that has none
    bool m_isStarted = false;
    bool m_isWhole = false;
};

} // namespace proxy
