// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/dataplane.h"

#include "tests/standins/gojson.h"

#include <QHash>

#include <algorithm>

namespace standins {

namespace {

QByteArray ownerOf(const QByteArray &model)
{
    return model.startsWith("claude-")  ? "anthropic"
           : model.startsWith("gemini") ? "google"
                                        : "openai";
}

QByteArray createdAt(const QByteArray &model)
{
    static const QHash<QByteArray, QByteArray> kCreated {
        {"claude-sonnet-4-5-20250929", "1759104000"},
        {"claude-haiku-4-5-20251001", "1759276800"},
        {"gpt-5", "1754524800"},
    };
    return kCreated.value(model, "1764547200");
}

QByteArray displayName(const QByteArray &model)
{
    return model == "claude-haiku-4-5-20251001"    ? "Claude 4.5 Haiku"
           : model == "claude-sonnet-4-5-20250929" ? "Claude 4.5 Sonnet"
                                                   : model;
}

QByteArray anthropicList(const QList<QByteArray> &models)
{
    QByteArray entries;
    for (const QByteArray &model : models)
        entries += (entries.isEmpty() ? "" : ",") + ("{\"created_at\":" + createdAt(model))
                   + ",\"display_name\":" + quoted(displayName(model)) + ",\"id\":" + quoted(model)
                   + R"(,"object":"model","owned_by":")" + ownerOf(model) + R"(","type":"model"})";
    const QByteArray first = models.isEmpty() ? QByteArray() : models.first();
    const QByteArray last = models.isEmpty() ? QByteArray() : models.last();
    return "{\"data\":[" + entries + "],\"first_id\":" + quoted(first)
           + R"(,"has_more":false,"last_id":)" + quoted(last) + "}";
}

QByteArray openAiList(const QList<QByteArray> &models)
{
    QByteArray entries;
    for (const QByteArray &model : models)
        entries += (entries.isEmpty() ? "" : ",") + ("{\"created\":" + createdAt(model))
                   + ",\"id\":" + quoted(model) + R"(,"object":"model","owned_by":")"
                   + ownerOf(model) + "\"}";
    return "{\"data\":[" + entries + R"(],"object":"list"})";
}

QByteArray geminiEntry(const QByteArray &model)
{
    return R"({"name":"models/)" + model + R"(","version":"001","displayName":)" + quoted(model)
           + ",\"description\":" + quoted(model)
           + ",\"inputTokenLimit\":1048576,\"outputTokenLimit\":65536,"
             "\"supportedGenerationMethods\":[\"generateContent\"]}";
}

/// Newlines while the answer is being made; they commit status 200.
Script slowWhole(const ModelCall &call, const QByteArray &body, const StreamTiming &timing)
{
    const std::chrono::milliseconds interval = call.state.nonStreamKeepAlive;
    if (interval.count() == 0) {
        Script script {step::Wait {timing.first}};
        const Script reply = wholeReply(call.state, 200, kModelJson, body);
        script.insert(script.end(), reply.begin(), reply.end());
        return script;
    }
    Script script {step::Head {200, standardHeaders(call.state, kModelJson)}};
    for (auto left = timing.first; left > interval; left -= interval) {
        script.push_back(step::Wait {interval});
        script.push_back(step::Send {"\n"});
    }
    script.push_back(step::Send {body});
    script.push_back(step::End {});
    return script;
}

StreamEvents withoutSse(const StreamEvents &events)
{
    StreamEvents raw;
    for (const EventWrites &event : events)
        raw.push_back({event.front().mid(6).trimmed()});
    return raw;
}

} // namespace

Script modelAnswer(ModelCall &call, const StreamTiming &timing)
{
    const quint64 number = call.state.nextNumber();
    const QByteArray model = call.model();
    if (!call.agent.streaming)
        return slowWhole(call, answerBody(call.agent, number, model), timing);

    StreamEvents events = answerStream(call.agent, number, model, timing.deltas);
    if (call.geminiRaw)
        events = withoutSse(events);
    Script script = streamBeginning(call.state, events, timing);
    if (call.geminiRaw) {
        for (Step &step : script) {
            if (auto *head = std::get_if<step::Head>(&step))
                head->headers = standardHeaders(call.state, "text/plain; charset=utf-8");
        }
    }
    script.push_back(step::End {});
    return script;
}

Script unknownModel(const ModelCall &call)
{
    const QByteArray model = call.model();
    if (call.state.dialects == BackendDialects::AnthropicOnly)
        return errorReply(call.state, call.agent.dialect,
                          {404, "model: " + model, "not_found_error"});
    if (call.state.dialects == BackendDialects::OpenAiOnly)
        return errorReply(
            call.state, call.agent.dialect,
            {404, "The model `" + model + "` does not exist or you do not have access to it.",
             "invalid_request_error", R"(,"param":null,"code":"model_not_found")"});
    const QByteArray message = "unknown provider for model " + model;
    if (call.state.isV7())
        return errorReply(call.state, call.agent.dialect,
                          {400, message, "invalid_request_error",
                           R"(,"param":"model","code":"model_not_found")"});
    return errorReply(call.state, call.agent.dialect,
                      {502, message, "server_error", R"(,"code":"internal_server_error")"});
}

Script modelList(BackendState &state, const RecordedRequest &request)
{
    QList<QByteArray> models = state.models;
    const bool anthropic = state.dialects == BackendDialects::AnthropicOnly
                           || request.header("User-Agent").startsWith("claude-cli");
    if (anthropic) {
        models.removeIf([](const QByteArray &model) { return !model.startsWith("claude-"); });
        return wholeReply(state, 200, kGinJson, anthropicList(models));
    }
    // Go's maps have no order: neither has the real list.
    std::shuffle(models.begin(), models.end(), state.order);
    return wholeReply(state, 200, kGinJson, openAiList(models));
}

Script geminiModelList(const BackendState &state, const QByteArray &one)
{
    QByteArray entries;
    for (const QByteArray &model : state.models) {
        if (model == one)
            return wholeReply(state, 200, kGinJson, geminiEntry(model));
        if (model.startsWith("gemini"))
            entries += (entries.isEmpty() ? "" : ",") + geminiEntry(model);
    }
    if (!one.isEmpty())
        return wholeReply(state, 404, kGinJson,
                          R"({"error":{"message":"Not Found","type":"not_found"}})");
    return wholeReply(state, 200, kGinJson, "{\"models\":[" + entries + "]}");
}

} // namespace standins
