// SPDX-License-Identifier: LicenseRef-Private
#include "app/demo/demorequests.h"

#include "app/demo/quotedjson.h"

namespace app {

namespace {

constexpr const char *kReminder =
    "<system-reminder>\nThe project's notes ask for short answers, tests beside the code and "
    "no new dependencies. This may or may not concern the task at hand.\n</system-reminder>";

QByteArray tool(const QByteArray &name, const QByteArray &purpose, const QByteArray &argument)
{
    return R"({"name":")" + name + R"(","description":")" + purpose
           + R"(","input_schema":{"type":"object","properties":{")" + argument
           + R"(":{"type":"string"}},"required":[")" + argument
           + R"("],"additionalProperties":false}})";
}

QByteArray tools()
{
    return tool("Bash", "Runs a command", "command") + ","
           + tool("Glob", "Finds files by pattern", "pattern") + ","
           + tool("Grep", "Finds text in files", "pattern") + ","
           + tool("Read", "Reads a file", "file_path");
}

QByteArray sessionId(int session)
{
    return "00000000-0000-4000-8000-" + QByteArray::number(session).rightJustified(12, '0');
}

QByteArray textBlock(const QByteArray &text)
{
    return R"({"type":"text","text":)" + quoted(text) + "}";
}

QByteArray flag(bool value)
{
    return value ? "true" : "false";
}

} // namespace

QByteArray DemoRequest::bytes() const
{
    QByteArray head = method + ' ' + target + " HTTP/1.1\r\nHost: localhost\r\n";
    for (const auto &[name, value] : headers)
        head += name + ": " + value + "\r\n";
    if (!body.isEmpty())
        head += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    return head + "\r\n" + body;
}

DemoRequest anthropicAgentRequest(const DemoPrompt &prompt, const QByteArray &later)
{
    // Odd numbers and spacing on purpose: only the model's bytes may change on the way.
    const QByteArray body =
        "{\"model\":" + quoted(prompt.model)
        + ",\"max_tokens\":32000,\"temperature\":1.0,"
          "\"system\":[{\"type\":\"text\",\"text\":\"You are a coding agent in a terminal.\","
          "\"cache_control\":{\"type\":\"ephemeral\"}}],\"messages\":[{\"role\":\"user\","
          "\"content\":["
        + textBlock(kReminder) + "," + textBlock(prompt.text) + "]}" + later + "],\"tools\":["
        + tools() + R"(],"metadata":{"user_id":"user_demo_account__session_)"
        + sessionId(prompt.session) + R"("}, "stream":)" + flag(prompt.streaming) + "}";
    return {.target = "/v1/messages?beta=true",
            .headers = {{"Accept", "application/json"},
                        {"User-Agent", "claude-cli/2.1.0 (external, cli)"},
                        {"X-Claude-Code-Session-Id", sessionId(prompt.session)},
                        {"X-Stainless-Retry-Count", "0"},
                        {"anthropic-version", "2023-06-01"},
                        {"anthropic-beta", "interleaved-thinking-2025-05-14"},
                        {"x-api-key", kDemoClientKey},
                        {"Content-Type", "application/json"}},
            .body = body,
            .model = prompt.model};
}

DemoRequest openAiAgentRequest(const DemoPrompt &prompt)
{
    const QByteArray body =
        "{\n  \"model\": " + quoted(prompt.model)
        + ",\n  \"messages\": [\n    {\"role\": \"developer\", \"content\": \"Answer briefly.\"}"
          ",\n    {\"role\": \"user\", \"content\": "
        + quoted(prompt.text) + "}\n  ],\n  \"seed\": 12345678901234567890,\n  \"stream\": "
        + flag(prompt.streaming) + "\n}\n";
    return {.target = "/v1/chat/completions",
            .headers = {{"Accept", "application/json"},
                        {"User-Agent", "OpenAI/Python 2.8.0"},
                        {"session_id", sessionId(prompt.session)},
                        {"Authorization", QByteArray("Bearer ") + kDemoClientKey},
                        {"Content-Type", "application/json"}},
            .body = body,
            .model = prompt.model};
}

DemoRequest plainRequest(const QByteArray &method, const QByteArray &target, const QByteArray &body,
                         const QByteArray &model)
{
    DemoRequest request {
        .method = method,
        .target = target,
        .headers = {{"User-Agent", "curl/8.5.0"}, {"Accept", "*/*"}, {"x-api-key", kDemoClientKey}},
        .body = body,
        .model = model};
    if (!body.isEmpty())
        request.headers.push_back({"Content-Type", "application/json"});
    return request;
}

} // namespace app
