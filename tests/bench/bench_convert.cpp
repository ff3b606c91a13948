// SPDX-License-Identifier: LicenseRef-Private
// What converting costs: requests like an agent's of several sizes, and streams per event. Not a
// test: prints medians of CPU time.
#include "proxy/convert/converter.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

namespace {

using proxy::AnswerConverter;
using proxy::UpstreamDialect;

/// CPU time of this thread: steady on a busy machine.
double micros()
{
    timespec now {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e6 + double(now.tv_nsec) / 1e3;
}

double quantile(std::vector<double> &values, double part)
{
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(part * double(values.size() - 1));
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

/// A session of about @p bytes: system, tools, one prompt, then tool calls and their results.
QByteArray agentBody(qsizetype bytes)
{
    const QByteArray line = R"(    if (value == nullptr) {\n        return \"none\";\n    }\n)";
    QByteArray tools;
    for (int i = 0; i < 20; ++i) {
        tools += R"({"name":"Tool)" + QByteArray::number(i) + R"(","description":")"
                 + QByteArray("Explains at length what it does. ").repeated(40)
                 + R"(","input_schema":{"type":"object","properties":{"path":{"type":"string",)"
                 + R"("description":"where"},"limit":{"type":"number"}},"required":["path"]}},)";
    }
    tools.chop(1);
    QByteArray body = R"({"model":"claude-sonnet-4-5","system":[{"type":"text","text":"You help.",)"
                      R"("cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user",)"
                      R"("content":[{"type":"text","text":"Fix the parser."}]})";
    while (body.size() + tools.size() < bytes) {
        body += R"(,{"role":"assistant","content":[{"type":"thinking","thinking":"Hm.",)"
                R"("signature":"c2lnbmF0dXJl"},{"type":"tool_use","id":"t","name":"Write",)"
                R"("input":{"path":"a.cpp","text":")"
                + line.repeated(20)
                + R"("}}]},{"role":"user","content":[)"
                  R"({"type":"tool_result","tool_use_id":"t","content":")"
                + line.repeated(60) + R"("}]})";
    }
    return body + R"(],"tools":[)" + tools + R"(],"max_tokens":32000,"stream":true})";
}

QByteArray convert(UpstreamDialect upstream, const QByteArray &body)
{
    proxy::RequestHead head;
    head.method = "POST";
    head.normalisedPath =
        upstream == UpstreamDialect::OpenAi ? "/v1/messages" : "/v1/chat/completions";
    proxy::UpstreamRequest request;
    request.body = body;
    auto converted = proxy::Converter::select(upstream, head)->convert(std::move(request), {});
    if (!converted)
        std::abort();
    return converted->request.body;
}

void measureRequest(const char *title, UpstreamDialect upstream, const QByteArray &body)
{
    std::vector<double> times;
    const auto rounds = std::clamp<qsizetype>(200'000'000 / body.size(), 50, 5000);
    for (qsizetype i = 0; i < rounds; ++i) {
        const double begin = micros();
        const QByteArray converted = convert(upstream, body);
        times.push_back(micros() - begin);
        if (converted.isEmpty())
            std::abort();
    }
    std::printf("%s %9lld bytes: %8.1f us, p99 %8.1f us\n", title,
                static_cast<long long>(body.size()), quantile(times, 0.5), quantile(times, 0.99));
}

void measureStream(const char *title, AnswerConverter::Client client, const QByteArrayList &events)
{
    proxy::AnswerNeeds needs;
    needs.wantsThinking = true;
    std::vector<double> times;
    for (int round = 0; round < 50; ++round) {
        AnswerConverter converter(AnswerConverter::Kind::Message, client, needs, {});
        proxy::ResponseHead head;
        head.framing = proxy::BodyFraming::Chunked;
        head.headers.append("Content-Type", "text/event-stream");
        if (!converter.head(head).head)
            std::abort();
        for (const QByteArray &event : events) {
            const double begin = micros();
            const proxy::AnswerPiece piece = converter.feed(event);
            times.push_back(micros() - begin);
            if (piece.error)
                std::abort();
        }
    }
    std::printf("%s: %.2f us an event, p99 %.2f us, max %.1f us\n", title, quantile(times, 0.5),
                quantile(times, 0.99), quantile(times, 1));
}

QByteArrayList chunks(const char *delta, int count)
{
    QByteArrayList events;
    for (int i = 0; i < count; ++i)
        events += QByteArray(R"(data: {"id":"chatcmpl-1","object":"chat.completion.chunk",)"
                             R"("created":1,"model":"m","choices":[{"index":0,"delta":)")
                  + delta + R"(,"finish_reason":null}]})" + "\n\n";
    return events;
}

QByteArrayList deltas(const char *delta, int count)
{
    QByteArrayList events {
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m\"}}\n\n",
        "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,"
        "\"content_block\":{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"n\",\"input\":{}}}\n\n"};
    for (int i = 0; i < count; ++i)
        events += QByteArray("event: content_block_delta\ndata: "
                             R"({"type":"content_block_delta","index":0,"delta":)")
                  + delta + "}\n\n";
    return events;
}

} // namespace

int main()
{
    for (const qsizetype bytes : {10'000, 200'000, 560'000, 1'000'000, 3'500'000}) {
        const QByteArray body = agentBody(bytes);
        measureRequest("to OpenAI   ", UpstreamDialect::OpenAi, body);
        measureRequest("to Anthropic", UpstreamDialect::Anthropic,
                       convert(UpstreamDialect::OpenAi, body));
    }
    using Client = AnswerConverter::Client;
    measureStream("to Anthropic, text", Client::Anthropic,
                  chunks(R"({"content":"A word or two"})", 1000));
    measureStream("to Anthropic, tool arguments", Client::Anthropic,
                  chunks(R"({"tool_calls":[{"index":0,"id":"a","function":{"name":"n",)"
                         R"("arguments":"\"a\":1,"}}]})",
                         1000));
    measureStream("to OpenAI, text", Client::OpenAi,
                  deltas(R"({"type":"text_delta","text":"A word or two"})", 1000));
    measureStream("to OpenAI, tool arguments", Client::OpenAi,
                  deltas(R"({"type":"input_json_delta","partial_json":"\"a\":1,"})", 1000));
    return 0;
}
