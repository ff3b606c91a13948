// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/faultscripts.h"
#include "tests/standins/gojson.h"

#include <algorithm>

namespace standins {

namespace {

using Maybe = std::optional<Script>;

constexpr size_t kGoodEvents = 3;
constexpr int kBurstWrite = 16 * 1024;
constexpr int kBurstWrites = 4096; // 64 MiB in all
constexpr qint64 kBigLine = 50LL * 1024 * 1024;
constexpr int kBigBlock = 64 * 1024;

/// The first three events of a good stream.
Script goodBeginning(ModelCall &call, AnswerDialect dialect)
{
    AgentRequest agent = call.agent;
    agent.dialect = dialect;
    StreamEvents events = answerStream(agent, call.state.nextNumber(), call.model());
    events.resize(qMin(events.size(), kGoodEvents));
    return streamBeginning(call.state, events, {});
}

Script goodBeginning(ModelCall &call)
{
    return goodBeginning(call, call.agent.dialect);
}

Script plus(Script script, std::initializer_list<Step> steps)
{
    script.insert(script.end(), steps.begin(), steps.end());
    return script;
}

Maybe midError(ModelCall &call, AnswerDialect dialect)
{
    return plus(goodBeginning(call, dialect), {step::Send {errorEvent(dialect)}, step::End {}});
}

Maybe cutInLine(ModelCall &call)
{
    return plus(goodBeginning(call),
                {step::Send {R"(data: {"type":"content_block_delta","ind)"}, step::CloseFin {}});
}

Maybe cutInUtf8(ModelCall &call)
{
    const QByteArray owl = "\xF0\x9F\xA6\x89";
    return plus(goodBeginning(call),
                {step::Send {R"(data: {"text":")" + owl.first(2)}, step::CloseFin {}});
}

Maybe cutInChunkHeader(ModelCall &call)
{
    return plus(goodBeginning(call), {step::SendRaw {"1a"}, step::CloseFin {}});
}

Maybe brokenChunk(ModelCall &call)
{
    return plus(goodBeginning(call),
                {step::SendRaw {"zz\r\ndata: x\r\n\r\n"},
                 step::AwaitClientClose {std::chrono::seconds(2)}, step::CloseFin {}});
}

Maybe splitOne(ModelCall &call)
{
    Script script = modelAnswer(call);
    for (Step &step : script) {
        if (auto *send = std::get_if<step::Send>(&step))
            step = step::SendSplit {send->bytes, {1}};
    }
    return script;
}

Maybe emptyBody(ModelCall &call)
{
    return Script {streamHead(call.state), step::Send {emptyStream(call.agent.dialect)},
                   step::End {}};
}

Maybe sample(ModelCall &call, AnswerDialect dialect)
{
    return plus(streamBeginning(call.state,
                                sampleStream(dialect, call.state.nextNumber(), call.model()), {}),
                {step::End {}});
}

Maybe burst(ModelCall &call)
{
    const QByteArray head = "event: content_block_delta\ndata: {\"type\":\"content_block_delta\","
                            "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"";
    const QByteArray tail = "\"}}\n\n";
    const QByteArray write = head + QByteArray(kBurstWrite - head.size() - tail.size(), 'x') + tail;
    return Script {streamHead(call.state), step::Send {write, kBurstWrites}, step::End {}};
}

/// One chunk, one line, 50 MiB; made of blocks, so that it is never in memory as a whole.
Maybe bigLine(ModelCall &call)
{
    const QByteArray head = R"(data: {"big":")";
    const QByteArray tail = "\"}\n\n";
    const QByteArray size = QByteArray::number(head.size() + kBigLine + tail.size(), 16);
    return Script {streamHead(call.state), step::SendRaw {size + "\r\n" + head},
                   step::SendRaw {QByteArray(kBigBlock, 'x'), kBigLine / kBigBlock},
                   step::SendRaw {tail + "\r\n"}, step::End {}};
}

} // namespace

const ScenarioTable &streamScenarios()
{
    using D = AnswerDialect;
    static const ScenarioTable kTable {
        {"mid-error", [](ModelCall &call) { return midError(call, call.agent.dialect); }},
        {"mid-error-claude", [](ModelCall &call) { return midError(call, D::Claude); }},
        {"mid-error-openai", [](ModelCall &call) { return midError(call, D::Chat); }},
        {"mid-error-responses", [](ModelCall &call) { return midError(call, D::Responses); }},
        {"cut-fin",
         [](ModelCall &call) -> Maybe { return plus(goodBeginning(call), {step::CloseFin {}}); }},
        {"cut-rst",
         [](ModelCall &call) -> Maybe { return plus(goodBeginning(call), {step::CloseReset {}}); }},
        {"cut-in-line", cutInLine},
        {"cut-in-utf8", cutInUtf8},
        {"cut-in-chunk-header", cutInChunkHeader},
        {"broken-chunk", brokenChunk},
        {"split-1", splitOne},
        {"empty-stream", emptyBody},
        {"stream-claude", [](ModelCall &call) { return sample(call, D::Claude); }},
        {"stream-openai", [](ModelCall &call) { return sample(call, D::Chat); }},
        {"stream-responses", [](ModelCall &call) { return sample(call, D::Responses); }},
        {"stream-gemini", [](ModelCall &call) { return sample(call, D::Gemini); }},
        {"burst", burst},
        {"big-line", bigLine},
    };
    return kTable;
}

} // namespace standins
