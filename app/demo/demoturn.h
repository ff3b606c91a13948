// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/dialect.h"

#include <QByteArray>
#include <QJsonObject>

#include <optional>
#include <vector>

namespace app {

/// The demo backend's answer to one request, in the wire format of the request's dialect: "Demo
/// answer N.". A request with tools first gets tool calls, as many as "[[tools:N]]" in the prompt
/// says.
class DemoTurn final
{
public:
    /// @p number distinguishes answers; @p model is the model that the answer names.
    DemoTurn(proxy::Dialect dialect, const QByteArray &body, quint64 number, QByteArray model);

    [[nodiscard]] bool isStreaming() const { return m_isStreaming; }
    [[nodiscard]] QByteArray whole() const;
    [[nodiscard]] std::vector<QByteArray> stream() const; ///< one event each
    /// Returns the event that reports an error within a stream.
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
    QByteArray m_tokens; ///< of the request
    QByteArray m_chatUsage; ///< a member of the answer
    bool m_isStreaming = false;
    std::optional<ToolCall> m_call;
};

/// Returns an error in the form of the dialect. @p further has more members of the error, each with
/// a leading comma.
[[nodiscard]] QByteArray demoError(proxy::Dialect dialect, const QByteArray &type,
                                   const QByteArray &message, const QByteArray &further = {});

} // namespace app
