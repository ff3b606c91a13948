// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QString>

#include <vector>

namespace ui {

/// One piece of a conversation.
struct Said
{
    enum class Kind { Text, Thought, ToolCall, ToolResult, Other };
    QString role; ///< "system", "user", "assistant", "tool"
    Kind kind = Kind::Text;
    QString name; ///< of the tool, or of what Other is: "image"
    QString text;
};

/// Reads the conversation that a request holds, in any of the three dialects: the system prompt,
/// messages, tool calls and their results. What is not known is a piece of kind Other. Pure.
[[nodiscard]] std::vector<Said> saidInRequest(const QJsonObject &body);

/// Joins an answer to what it says: from the events of a stream, as they come, or from one
/// document, in any of the three dialects. Plain value.
class AnswerText final
{
public:
    /// Takes the next bytes. A line that is not whole waits.
    void feed(QByteArrayView bytes);
    /// Nothing follows: reads what waits, and an answer that was no stream.
    void finish();
    [[nodiscard]] const std::vector<Said> &said() const { return m_said; }
    /// Characters of text, thoughts and tool calls so far.
    [[nodiscard]] qsizetype characters() const { return m_characters; }
    [[nodiscard]] bool isStream() const { return m_isStream; }

private:
    void readLine(QByteArrayView line);
    void readEvent(const QJsonObject &event);
    void readMessagesEvent(const QJsonObject &event, const QString &type);
    void readResponsesEvent(const QJsonObject &event, const QString &type);
    void readChoice(const QJsonObject &delta);
    void readDocument(const QJsonObject &document);
    void add(Said::Kind kind, const QString &text, const QString &name = {});
    void begin(Said::Kind kind, const QString &name);

    QByteArray m_waiting; ///< the last line, not whole; of a document all of it
    std::vector<Said> m_said;
    qsizetype m_characters = 0;
    bool m_isStream = false;
};

/// Returns JSON with two spaces for each level, its members in their order; @p json as it is when
/// it can't be read. Pure.
[[nodiscard]] QString indentedJson(const QByteArray &json);

} // namespace ui
