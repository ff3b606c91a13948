// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>

namespace bench {

/// A session of about @p bytes: system, tools, one prompt, then tool calls and their results.
inline QByteArray agentBody(qsizetype bytes)
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
    QByteArray body = R"({"model":"claude-sonnet-4-5","messages":[{"role":"user","content":[)"
                      R"({"type":"text","text":"<system-reminder>\n)"
                      + QByteArray("- a skill that can be used\\n").repeated(300)
                      + R"(</system-reminder>"},{"type":"text","text":"Fix the parser."}]})";
    while (body.size() + tools.size() < bytes) {
        body += R"(,{"role":"assistant","content":[{"type":"thinking","thinking":"Hm.",)"
                R"("signature":"c2lnbmF0dXJl"},{"type":"tool_use","id":"t","name":"Read",)"
                R"("input":{"path":"a.cpp","limit":200}}]},{"role":"user","content":[)"
                R"({"type":"tool_result","tool_use_id":"t","content":")"
                + line.repeated(60) + R"("}]})";
    }
    body += R"(],"tools":[)" + tools + R"(],"max_tokens":32000,"stream":true})";
    return body;
}

} // namespace bench
