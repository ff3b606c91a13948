// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/streams.h"

#include "tests/standins/chatstream.h"
#include "tests/standins/claudestream.h"
#include "tests/standins/gojson.h"
#include "tests/standins/responsesstream.h"

namespace standins {

namespace {

QByteArray geminiObject(const QByteArray &parts, const QByteArray &model, bool last)
{
    return R"({"candidates":[{"content":{"role":"model","parts":[)" + parts + "]},\"index\":0"
           + (last ? R"(,"finishReason":"STOP")" : "") + "}],\"modelVersion\":" + quoted(model)
           + (last ? ",\"usageMetadata\":{\"promptTokenCount\":21,\"candidatesTokenCount\":5,"
                     "\"totalTokenCount\":26}"
                   : "")
           + "}";
}

QByteArray textPart(const QByteArray &text)
{
    return "{\"text\":" + quoted(text) + "}";
}

QByteArray callPart(const ToolCall &call)
{
    return R"({"functionCall":{"name":)" + quoted(call.name) + ",\"args\":" + call.arguments + "}}";
}

StreamEvents geminiStream(const AgentRequest &request, const QByteArray &model,
                          const std::vector<QByteArray> &pieces)
{
    if (request.toolCall)
        return {{"data: " + geminiObject(callPart(*request.toolCall), model, true) + "\n\n"}};
    StreamEvents stream;
    for (size_t i = 0; i < pieces.size(); ++i)
        stream.push_back(
            {"data: " + geminiObject(textPart(pieces[i]), model, i + 1 == pieces.size()) + "\n\n"});
    return stream;
}

QByteArray joined(const std::vector<QByteArray> &pieces)
{
    QByteArray text;
    for (const QByteArray &piece : pieces)
        text += piece;
    return text;
}

} // namespace

std::vector<QByteArray> textPieces(const AgentRequest &request, quint64 number, int pieces)
{
    const QByteArray text = request.text == "Fake answer"
                                ? "Fake answer " + QByteArray::number(number) + "."
                                : request.text;
    if (pieces > text.size()) {
        std::vector<QByteArray> many(static_cast<size_t>(pieces) - 1, "word ");
        many.push_back(text);
        return many;
    }
    std::vector<QByteArray> parts;
    const qsizetype size = (text.size() + pieces - 1) / pieces;
    for (qsizetype at = 0; at < text.size(); at += size)
        parts.push_back(text.mid(at, size));
    return parts;
}

StreamEvents sampleStream(AnswerDialect dialect, quint64 number, const QByteArray &model)
{
    switch (dialect) {
    case AnswerDialect::Claude:
        return sampleClaudeStream(number, model);
    case AnswerDialect::Responses:
        return codexFraming(sampleResponsesEvents(number));
    case AnswerDialect::Gemini:
        return {{"data: " + geminiObject(textPart("Fa"), model, false) + "\n\n"}};
    case AnswerDialect::Chat:
    case AnswerDialect::Completions:
        break;
    }
    return sampleChatStream(number, model);
}

StreamEvents answerStream(const AgentRequest &request, quint64 number, const QByteArray &model,
                          int deltas)
{
    const std::vector<QByteArray> pieces = textPieces(request, number, deltas);
    switch (request.dialect) {
    case AnswerDialect::Claude:
        return claudeStream(request, number, model, pieces);
    case AnswerDialect::Responses:
        return codexFraming(responsesEvents(request, number, model, pieces));
    case AnswerDialect::Gemini:
        return geminiStream(request, model, pieces);
    case AnswerDialect::Chat:
    case AnswerDialect::Completions:
        break;
    }
    return chatStream(request, number, model, pieces);
}

QByteArray errorEvent(AnswerDialect dialect)
{
    switch (dialect) {
    case AnswerDialect::Claude:
        return "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\","
               "\"message\":\"fake upstream broke\"}}\n\n";
    case AnswerDialect::Responses:
        return "\nevent: error\ndata: {\"type\":\"error\",\"code\":\"internal_server_error\","
               "\"message\":\"fake upstream broke\",\"sequence_number\":0}\n\n";
    default:
        return "data: {\"error\":{\"message\":\"fake upstream broke\",\"type\":\"server_error\","
               "\"code\":\"internal_server_error\"}}\n\n";
    }
}

QByteArray emptyStream(AnswerDialect dialect)
{
    const bool chat = dialect == AnswerDialect::Chat || dialect == AnswerDialect::Completions;
    return chat ? "data: [DONE]\n\n" : "";
}

QByteArray answerBody(const AgentRequest &request, quint64 number, const QByteArray &model)
{
    const QByteArray text = joined(textPieces(request, number, 1));
    switch (request.dialect) {
    case AnswerDialect::Claude:
        return claudeBody(request, number, model, text);
    case AnswerDialect::Responses:
        return responsesBody(request, number, model, text);
    case AnswerDialect::Gemini:
        return geminiObject(request.toolCall ? callPart(*request.toolCall) : textPart(text), model,
                            true);
    case AnswerDialect::Chat:
    case AnswerDialect::Completions:
        break;
    }
    return chatBody(request, number, model, text);
}

} // namespace standins
