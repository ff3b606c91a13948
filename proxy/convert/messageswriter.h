// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/answerwriter.h"

namespace proxy {

/// Writes an answer as Anthropic message events. Another kind of content closes the open block.
/// Arguments belong to the call that began last.
class MessagesEventWriter final : public AnswerWriter
{
public:
    void start(QByteArrayView id, QByteArrayView model, const TokenUsage &usage) override;
    void text(QByteArrayView quoted) override;
    void thinking(QByteArrayView quoted) override;
    void beginCall(qint64 number, QByteArrayView id, QByteArrayView name) override;
    void arguments(qint64 number, QByteArrayView quoted) override;
    void endCall(qint64 number) override;
    void end(QByteArrayView reason, QByteArrayView stopSequence, const TokenUsage &usage) override;
    void error(const ErrorBody &error) override;
    void keepAlive() override;
    void comment(QByteArrayView text) override;

private:
    enum class Block { None, Text, Thinking, Tool };

    void openBlock(Block kind);
    void closeBlock();
    void appendDelta(QByteArrayView quoted);

    Block m_open = Block::None;
    qint64 m_index = -1; ///< of the block that is open or was last
};

/// Writes an answer as one Anthropic message. Consecutive texts make one block.
class MessagesWriter final : public AnswerWriter
{
public:
    void start(QByteArrayView id, QByteArrayView model, const TokenUsage &usage) override;
    void text(QByteArrayView quoted) override;
    void thinking(QByteArrayView quoted) override;
    void beginCall(qint64 number, QByteArrayView id, QByteArrayView name) override;
    void arguments(qint64 number, QByteArrayView quoted) override;
    void endCall(qint64 number) override;
    void end(QByteArrayView reason, QByteArrayView stopSequence, const TokenUsage &usage) override;
    void error(const ErrorBody &error) override;
    void keepAlive() override { }
    void comment(QByteArrayView /*text*/) override { }

private:
    enum class Block { None, Text, Thinking, Tool };

    void closeBlock();

    QByteArray m_content; ///< blocks that are complete, separated by commas
    QByteArray m_piece; ///< of the block that is open
    QByteArray m_head; ///< of the message, up to its content
    QByteArray m_call; ///< begin of the call's block, up to its input
    Block m_open = Block::None;
};

} // namespace proxy
