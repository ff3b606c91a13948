// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/answerneeds.h"
#include "proxy/convert/answerreader.h"
#include "proxy/convert/callarguments.h"
#include "proxy/convert/fieldreader.h"

#include <vector>

namespace proxy {

/// Reads Anthropic messages, events or whole, for an OpenAI client. A delta that names no block
/// belongs to the block that is open. Counterpart: ChatAnswerReader.
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
        qint64 index = 0; ///< upstream's, over all blocks
        qint64 call = -1; ///< the client's, over the calls; -1: no call
        QByteArray input; ///< that the block began with, as a JSON string's content
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
    /// False: its arguments stop in the middle.
    [[nodiscard]] bool endCall(Block &block);
    void say(bool isThinking, QByteArrayView quoted);
    void readMessageDelta(JsonValue event);
    [[nodiscard]] size_t positionOf(JsonValue index) const;

    AnswerNeeds m_needs;
    TokenUsage m_usage;
    std::vector<Block> m_blocks; ///< that are open, and all calls
    QByteArray m_stopReason; ///< empty: none came
    qint64 m_calls = 0;
    qint64 m_nextIndex = 0; ///< of a block that does not tell its own
    bool m_isStarted = false;
    bool m_isWhole = false;
};

} // namespace proxy
