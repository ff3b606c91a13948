// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/convert/answerneeds.h"
#include "proxy/convert/answerwriter.h"

namespace proxy {

/// Writes an answer as Chat Completions chunks with `[DONE]` at the end.
class ChatEventWriter final : public AnswerWriter
{
public:
    explicit ChatEventWriter(const AnswerNeeds &needs)
        : m_createdSeconds(needs.nowSeconds)
        , m_wantsUsage(needs.wantsUsageChunk)
    { }

    void start(QByteArrayView id, QByteArrayView model, const TokenUsage &usage) override;
    void text(QByteArrayView quoted) override;
    void thinking(QByteArrayView quoted) override;
    void beginCall(qint64 number, QByteArrayView id, QByteArrayView name) override;
    void arguments(qint64 number, QByteArrayView quoted) override;
    void endCall(qint64 /*number*/) override { }
    void end(QByteArrayView reason, QByteArrayView stopSequence, const TokenUsage &usage) override;
    void error(const ErrorBody &error) override;
    void keepAlive() override;
    void comment(QByteArrayView text) override;

private:
    void appendChunk(QByteArrayView delta, QByteArrayView finishReason);

    QByteArray m_prefix; ///< beginning of every chunk
    qint64 m_createdSeconds;
    bool m_wantsUsage;
};

/// Writes an answer as one chat completion. Thinking becomes reasoning_content.
class ChatWriter final : public AnswerWriter
{
public:
    explicit ChatWriter(const AnswerNeeds &needs)
        : m_createdSeconds(needs.nowSeconds)
    { }

    void start(QByteArrayView id, QByteArrayView model, const TokenUsage &usage) override;
    void text(QByteArrayView quoted) override { m_text.append(quoted); }
    void thinking(QByteArrayView quoted) override { m_reasoning.append(quoted); }
    void beginCall(qint64 number, QByteArrayView id, QByteArrayView name) override;
    void arguments(qint64 number, QByteArrayView quoted) override;
    void endCall(qint64 /*number*/) override { }
    void end(QByteArrayView reason, QByteArrayView stopSequence, const TokenUsage &usage) override;
    void error(const ErrorBody &error) override;
    void keepAlive() override { }
    void comment(QByteArrayView /*text*/) override { }

private:
    struct Call
    {
        QByteArray id;
        QByteArray name;
        QByteArray arguments;
    };

    QByteArray m_head; ///< beginning of the completion, up to its choices
    QByteArray m_text;
    QByteArray m_reasoning;
    std::vector<Call> m_calls;
    qint64 m_createdSeconds;
};

} // namespace proxy
