// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/conversation.h"

#include <QJsonArray>

namespace standins {

namespace {

/// String content, or the text of its text parts.
QByteArray textOf(const QJsonValue &content)
{
    if (content.isString())
        return content.toString().toUtf8();
    QByteArray text;
    const QJsonArray parts = content.toArray();
    for (const QJsonValue part : parts) {
        const QByteArray own = part[QLatin1String("text")].toString().toUtf8();
        if (!own.isEmpty() && !own.startsWith("<system-reminder>"))
            text += own + '\n';
    }
    return text;
}

bool holdsPart(const QJsonValue &content, const char *name, QLatin1String key)
{
    const QJsonArray parts = content.toArray();
    for (const QJsonValue part : parts) {
        if (part[QLatin1String("type")].toString() == QLatin1String(name)
            || part.toObject().contains(key))
            return true;
    }
    return false;
}

bool isToolResult(AnswerDialect dialect, const QJsonObject &message)
{
    switch (dialect) {
    case AnswerDialect::Claude:
        return holdsPart(message[QLatin1String("content")], "tool_result",
                         QLatin1String("tool_use_id"));
    case AnswerDialect::Responses:
        return message[QLatin1String("type")].toString().endsWith(QLatin1String("_call_output"));
    case AnswerDialect::Gemini:
        return holdsPart(message[QLatin1String("parts")], "-", QLatin1String("functionResponse"));
    case AnswerDialect::Chat:
    case AnswerDialect::Completions:
        break;
    }
    return message[QLatin1String("role")].toString() == QLatin1String("tool");
}

QJsonArray messagesOf(AnswerDialect dialect, const QJsonObject &body)
{
    switch (dialect) {
    case AnswerDialect::Gemini:
        return body[QLatin1String("contents")].toArray();
    case AnswerDialect::Responses: {
        const QJsonValue input = body[QLatin1String("input")];
        if (input.isString())
            return {QJsonObject {{QStringLiteral("role"), QStringLiteral("user")},
                                 {QStringLiteral("content"), input}}};
        return input.toArray();
    }
    default:
        return body[QLatin1String("messages")].toArray();
    }
}

} // namespace

Conversation readConversation(AnswerDialect dialect, const QJsonObject &body)
{
    Conversation found;
    const QJsonArray messages = messagesOf(dialect, body);
    bool afterResult = false; // parallel results of one turn stand side by side
    for (qsizetype i = messages.size() - 1; i >= 0; --i) {
        const QJsonObject message = messages[i].toObject();
        const bool result = isToolResult(dialect, message);
        if (result && !afterResult)
            ++found.toolResults;
        afterResult = result && dialect != AnswerDialect::Claude;
        const QString role = message[QLatin1String("role")].toString();
        if (result || role != QLatin1String("user"))
            continue;
        const QJsonValue content = dialect == AnswerDialect::Gemini
                                       ? message[QLatin1String("parts")]
                                       : message[QLatin1String("content")];
        found.humanText = textOf(content);
        break;
    }
    return found;
}

} // namespace standins
