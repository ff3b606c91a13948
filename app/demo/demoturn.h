// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/dialect.h"

#include <QByteArray>
#include <QJsonObject>

#include <optional>
#include <vector>

namespace app {

/// What the demonstration's backend makes up for one request, in the wire format of its dialect:
/// "Demo answer N.", or first a call of a tool where the request offers one; as many as
/// "[[tools:N]]" in the prompt says.
class DemoTurn final
{
public:
    /// @p number tells answers apart; @p model is what the answer names.
    DemoTurn(proxy::Dialect dialect, const QByteArray &body, quint64 number, QByteArray model);

    [[nodiscard]] bool isStreaming() const { return m_isStreaming; }
    [[nodiscard]] QByteArray whole() const;
    [[nodiscard]] std::vector<QByteArray> stream() const; ///< one event each
    /// The event that tells of trouble in the middle of a stream.
    [[nodiscard]] QByteArray errorEvent() const;

private:
    struct ToolCall
    {
        QByteArray name;
        QByteArray arguments; ///< JSON
    };

    [[nodiscard]] static std::optional<ToolCall> toolCallIn(const QJsonObject &request);
    [[nodiscard]] QByteArray messagesBlock(bool isBegun) const;
    [[nodiscard]] std::vector<QByteArray> messagesStream() const;
    [[nodiscard]] QByteArray chatToolCalls() const;
    [[nodiscard]] QByteArray chatChunk(const QByteArray &delta, const QByteArray &finish) const;
    [[nodiscard]] std::vector<QByteArray> chatStream() const;
    [[nodiscard]] QByteArray responsesItem(const QByteArray &text) const;
    [[nodiscard]] QByteArray responsesObject(bool isComplete) const;
    [[nodiscard]] std::vector<QByteArray> responsesStream() const;
    [[nodiscard]] QByteArray text() const;

    proxy::Dialect m_dialect;
    QByteArray m_number;
    QByteArray m_model;
    bool m_isStreaming = false;
    std::optional<ToolCall> m_call;
};

/// An error as the dialect words it. @p further: more members of the error, each with a leading
/// comma.
[[nodiscard]] QByteArray demoError(proxy::Dialect dialect, const QByteArray &type,
                                   const QByteArray &message, const QByteArray &further = {});

} // namespace app
