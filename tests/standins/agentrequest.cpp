// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/agentrequest.h"

#include "tests/standins/conversation.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace standins {

namespace {

struct OfferedTool
{
    QString name;
    QJsonObject schema;
};

QList<OfferedTool> offeredTools(const QJsonObject &body)
{
    QList<OfferedTool> tools;
    QJsonArray list = body[QLatin1String("tools")].toArray();
    const QJsonArray gemini = list.first()[QLatin1String("functionDeclarations")].toArray();
    if (!gemini.isEmpty())
        list = gemini;
    for (const QJsonValue entry : std::as_const(list)) {
        QJsonObject tool = entry.toObject();
        if (tool.contains(QLatin1String("function")))
            tool = tool[QLatin1String("function")].toObject();
        QJsonValue schema;
        for (const char *key : {"parametersJsonSchema", "parameters", "input_schema"})
            schema = tool.contains(QLatin1String(key)) ? tool[QLatin1String(key)] : schema;
        // Tools that the provider runs itself (web search) come without a schema.
        if (schema.isObject() && tool[QLatin1String("name")].isString())
            tools.append({tool[QLatin1String("name")].toString(), schema.toObject()});
    }
    return tools;
}

/// Reading a file harms least; then a command; then whatever stands first.
int preference(const OfferedTool &tool)
{
    static const std::array<QRegularExpression, 2> kPreferred {
        QRegularExpression(QStringLiteral("^(read|view|cat)(_?file)?$"),
                           QRegularExpression::CaseInsensitiveOption),
        QRegularExpression(QStringLiteral("^(bash|shell|exec_command|run_shell_command)$"),
                           QRegularExpression::CaseInsensitiveOption)};
    for (size_t i = 0; i < kPreferred.size(); ++i) {
        if (kPreferred.at(i).match(tool.name).hasMatch())
            return static_cast<int>(i);
    }
    return static_cast<int>(kPreferred.size());
}

QByteArray capture(const QString &pattern, const QByteArray &text)
{
    const auto match = QRegularExpression(pattern).match(QString::fromUtf8(text));
    return match.captured(1).toUtf8();
}

std::optional<ToolCall> nextCall(const QJsonObject &body, const Conversation &conversation)
{
    QList<OfferedTool> tools = offeredTools(body);
    const QByteArray rounds =
        capture(QStringLiteral("\\[\\[tools:(\\d{1,3})\\]\\]"), conversation.humanText);
    const int wanted = rounds.isEmpty() ? 1 : rounds.toInt();
    if (tools.isEmpty() || conversation.toolResults >= wanted)
        return std::nullopt;
    const QByteArray command = capture(QStringLiteral("`([^`]+)`"), conversation.humanText);
    // Somebody who names a command wants it run.
    const auto rank = [&](const OfferedTool &tool) {
        return preference(tool) == 1 && !command.isEmpty() ? -1 : preference(tool);
    };
    const auto best = std::min_element(
        tools.cbegin(), tools.cend(),
        [&](const OfferedTool &a, const OfferedTool &b) { return rank(a) < rank(b); });
    const QByteArray file =
        capture(QStringLiteral("(?:^|\\s)(/[\\w./-]+)"), conversation.humanText);
    const QJsonValue input = minimalValue(best->schema, preference(*best) == 1 ? command : file);
    return ToolCall {best->name.toUtf8(),
                     QJsonDocument(input.toObject()).toJson(QJsonDocument::Compact)};
}

QString madeUpString(const QString &name, const QByteArray &hint)
{
    const bool path = name.contains(QLatin1String("path")) || name.contains(QLatin1String("file"));
    const bool command =
        name.startsWith(QLatin1String("cmd")) || name.startsWith(QLatin1String("command"));
    if (!hint.isEmpty() && (path || command))
        return QString::fromUtf8(hint);
    return path      ? QStringLiteral("/etc/hostname")
           : command ? QStringLiteral("echo fake")
                     : QStringLiteral("fake");
}

QJsonValue valueFor(const QString &name, const QJsonObject &schema, const QByteArray &hint)
{
    const QJsonArray choices = schema[QLatin1String("enum")].toArray();
    if (!choices.isEmpty())
        return choices.first();
    const QJsonValue given = schema[QLatin1String("type")];
    const QString type = given.isArray() ? given.toArray().first().toString() : given.toString();
    if (type == QLatin1String("object"))
        return minimalValue(schema, hint);
    if (type == QLatin1String("array")) {
        const bool some = schema[QLatin1String("minItems")].toInt() > 0
                          || name.startsWith(QLatin1String("command"));
        const QJsonObject items = schema[QLatin1String("items")].toObject();
        return some ? QJsonArray {valueFor(name, items, hint)} : QJsonArray();
    }
    if (type == QLatin1String("integer") || type == QLatin1String("number"))
        return qMax(1, schema[QLatin1String("minimum")].toInt());
    if (type == QLatin1String("boolean"))
        return false;
    return madeUpString(name.toLower(), hint);
}

bool isStreaming(AnswerDialect dialect, const QJsonObject &body)
{
    const QJsonValue stream = body[QLatin1String("stream")];
    if (dialect == AnswerDialect::Claude)
        return !stream.isUndefined() && stream != QJsonValue(false);
    return stream == QJsonValue(true);
}

QByteArray answerText(const QJsonObject &body)
{
    const QJsonObject format =
        body[QLatin1String("output_config")][QLatin1String("format")].toObject();
    const QJsonObject schema = format[QLatin1String("schema")].toObject();
    if (schema.isEmpty())
        return "Fake answer";
    return QJsonDocument(minimalValue(schema, {}).toObject()).toJson(QJsonDocument::Compact);
}

} // namespace

QJsonValue minimalValue(const QJsonObject &schema, const QByteArray &hint)
{
    const QJsonObject properties = schema[QLatin1String("properties")].toObject();
    const QJsonArray required = schema[QLatin1String("required")].toArray();
    QJsonObject value;
    for (const QJsonValue entry : required) {
        const QString name = entry.toString();
        value.insert(name, valueFor(name, properties[name].toObject(), hint));
    }
    return value;
}

AgentRequest readAgentRequest(AnswerDialect dialect, const QByteArray &body)
{
    const QJsonObject object = QJsonDocument::fromJson(body).object();
    AgentRequest request {.dialect = dialect,
                          .model = object[QLatin1String("model")].toString().toUtf8(),
                          .streaming = isStreaming(dialect, object)};
    const QString thinking = object[QLatin1String("thinking")][QLatin1String("type")].toString();
    request.wantsThinking = !thinking.isEmpty() && thinking != QLatin1String("disabled");
    request.toolCall = nextCall(object, readConversation(dialect, object));
    request.text = answerText(object);
    return request;
}

} // namespace standins
