// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/faultscripts.h"

namespace standins {

namespace {

using Maybe = std::optional<Script>;

quint32 crc32(const QByteArray &bytes)
{
    quint32 crc = 0xFFFFFFFFU;
    for (const char byte : bytes) {
        crc ^= static_cast<quint8>(byte);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ ((crc & 1U) != 0 ? 0xEDB88320U : 0U);
    }
    return ~crc;
}

QByteArray littleEndian(quint32 value)
{
    QByteArray bytes;
    for (int shift = 0; shift < 32; shift += 8)
        bytes.append(static_cast<char>((value >> shift) & 0xFFU));
    return bytes;
}

QByteArray gzipped(const QByteArray &plain)
{
    // qCompress: four bytes of length, two of zlib header, deflate, four of Adler-32.
    const QByteArray zlib = qCompress(plain, 6);
    const QByteArray deflate = zlib.mid(6, zlib.size() - 10);
    return QByteArray::fromHex("1f8b0800000000000003") + deflate + littleEndian(crc32(plain))
           + littleEndian(static_cast<quint32>(plain.size()));
}

/// The proper answer with these fields added to its head.
Maybe withHeaders(ModelCall &call, const WireHeaders &further)
{
    Script script = modelAnswer(call);
    for (Step &step : script) {
        if (auto *head = std::get_if<step::Head>(&step)) {
            std::erase_if(head->headers, [&](const WireHeader &field) {
                return field.name == "Connection" && headerCount(further, "Connection") > 0;
            });
            head->headers.insert(head->headers.end(), further.begin(), further.end());
        }
    }
    return script;
}

Maybe trailers(ModelCall &call)
{
    Maybe script = withHeaders(call, {{"Trailer", "X-Checksum"}});
    for (Step &step : *script) {
        if (auto *head = std::get_if<step::Head>(&step)) {
            std::erase_if(head->headers,
                          [](const WireHeader &field) { return field.name == "Content-Length"; });
            head->framing = WireFraming::Chunked;
        }
        if (auto *end = std::get_if<step::End>(&step))
            end->trailers = {{"X-Checksum", "fake-0001"}};
    }
    return script;
}

Maybe gzip(ModelCall &call)
{
    const QByteArray plain = answerBody(call.agent, call.state.nextNumber(), call.model());
    const QByteArray body = gzipped(plain);
    WireHeaders headers = standardHeaders(call.state, kModelJson);
    headers.push_back({"Content-Encoding", "gzip"});
    return replyScript(200, {}, body, headers);
}

Maybe early401(ModelCall &call)
{
    WireHeaders headers = standardHeaders(call.state, kGinJson);
    headers.push_back({"Connection", "close"});
    const QByteArray body = R"({"error":"Invalid API key"})";
    headers.push_back({"Content-Length", QByteArray::number(body.size())});
    return Script {step::ReadBody {0}, step::Head {401, headers, WireFraming::Length},
                   step::Send {body}, step::CloseFin {}};
}

Maybe resetOnReuse(ModelCall &call)
{
    if (call.request.numberOnConnection < 2)
        return std::nullopt;
    return Script {step::ReadBody {0}, step::CloseReset {}};
}

Maybe interim103(ModelCall &call)
{
    Script script {step::Head {103, {{"Link", "</style.css>; rel=preload"}}}};
    const Script answer = modelAnswer(call);
    script.insert(script.end(), answer.begin(), answer.end());
    return script;
}

Maybe cutInHead(ModelCall &)
{
    return Script {step::SendRaw {"HTTP/1.1 200 OK\r\nContent-Type: appl"}, step::CloseFin {}};
}

Maybe closeDelimited(ModelCall &call)
{
    return Script {
        step::Head {200, standardHeaders(call.state, kModelJson), WireFraming::UntilClose},
        step::Send {answerBody(call.agent, call.state.nextNumber(), call.model())}, step::End {}};
}

} // namespace

const ScenarioTable &transportScenarios()
{
    static const ScenarioTable kTable {
        {"no-first-byte",
         [](ModelCall &) -> Maybe {
             return Script {step::AwaitClientClose {std::chrono::hours(24)}};
         }},
        {"rst-before-response", [](ModelCall &) -> Maybe { return Script {step::CloseReset {}}; }},
        {"rst-on-reuse", resetOnReuse},
        {"cut-in-head", cutInHead},
        {"close-delimited", closeDelimited},
        {"interim-103", interim103},
        {"close-header",
         [](ModelCall &call) {
             return withHeaders(call, {{"Connection", "close"}});
         }},
        {"early-401-big", early401},
        {"dup-headers",
         [](ModelCall &call) {
             return withHeaders(call, {{"Set-Cookie", "a=1; Path=/"},
                                       {"X-Empty", ""},
                                       {"Set-Cookie", "b=2; Path=/"},
                                       {"x-ODD-case", "Kept"}});
         }},
        {"hop-headers",
         [](ModelCall &call) {
             return withHeaders(call, {{"Keep-Alive", "timeout=5"},
                                       {"Connection", "keep-alive, X-Hop"},
                                       {"X-Hop", "1"},
                                       {"X-Stays", "1"}});
         }},
        {"trailers", trailers},
        {"gzip", gzip},
    };
    return kTable;
}

} // namespace standins
