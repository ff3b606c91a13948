// SPDX-License-Identifier: LicenseRef-Private
#include "agentbody.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace bench {

namespace {

std::string toolList(size_t count)
{
    std::string tools = R"("tools":[)";
    for (size_t i = 0; i < count; ++i) {
        tools += i > 0 ? "," : "";
        tools += R"({"name":"Tool)" + std::to_string(i) + R"(","description":")";
        for (int sentence = 0; sentence < 30; ++sentence)
            tools += R"(Reads \"one\" file and says what stands in it.\n)";
        tools += R"(","input_schema":{"type":"object","properties":{"path":{"type":"string"}}}})";
    }
    return tools + "]";
}

std::string toolTurn(size_t resultBytes)
{
    static constexpr std::string_view line =
        R"(    if (value == nullptr) return \"leer – nichts\";\n)";
    std::string turn = R"(,{"role":"assistant","content":[{"type":"tool_use","id":"toolu_01",)"
                       R"("name":"Tool0","input":{"path":"src/a.cpp"}}]},{"role":"user",)"
                       R"("content":[{"type":"tool_result","tool_use_id":"toolu_01","content":")";
    for (size_t written = 0; written < resultBytes; written += line.size())
        turn += line;
    return turn + R"("}]})";
}

} // namespace

std::string agentBody(size_t bytes, bool inToolLoop, std::string_view prompt)
{
    std::string body = R"({"model":"claude-sonnet-4-5-20250929","max_tokens":32000,)";
    if (bytes > 100'000)
        body += toolList(20) + ",";
    body += R"("messages":[{"role":"user","content":")" + std::string(prompt) + R"("})";
    while (inToolLoop) {
        const size_t left = bytes > body.size() ? bytes - body.size() : 0;
        if (left < 400 && body.size() > 300)
            break;
        body += toolTurn(std::clamp<size_t>(left / 2, 80, 20'000));
    }
    return body + "]}";
}

std::string requestHead(const Script &script, size_t bodyBytes)
{
    std::array<char, 512> head {};
    const int size =
        std::snprintf(head.data(), head.size(),
                      "POST /v1/messages HTTP/1.1\r\n"
                      "Host: 127.0.0.1\r\n"
                      "User-Agent: bench/1\r\n"
                      "Content-Type: application/json\r\n"
                      "anthropic-version: 2023-06-01\r\n"
                      "Authorization: Bearer bench\r\n"
                      "x-bench: %020llu %d %d %c\r\n"
                      "Content-Length: %zu\r\n\r\n",
                      script.id, script.chunks, script.intervalMs, script.fault, bodyBytes);
    return {head.data(), static_cast<size_t>(size)};
}

Script scriptOf(std::string_view head)
{
    Script script;
    const size_t at = head.find("\nx-bench: ");
    if (at != std::string_view::npos) {
        const std::string field(head.substr(at + 10, 64));
        std::sscanf(field.c_str(), "%llu %d %d %c", &script.id, &script.chunks, &script.intervalMs,
                    &script.fault);
    }
    return script;
}

} // namespace bench
