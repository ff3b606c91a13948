// SPDX-License-Identifier: LicenseRef-Private
// Any bytes are a request, an answer or a stream of either dialect. What is converted is JSON, and
// a stream says the same wherever its bytes are split. The first byte chooses.
#include "proxy/convert/converter.h"
#include "proxy/json/jsontree.h"

#include <QByteArray>

#include <cstdlib>

using proxy::AnswerConverter;
using proxy::AnswerPiece;

namespace {

constexpr int kModes = 8;

void require(bool condition)
{
    if (!condition)
        std::abort();
}

void requireJson(const QByteArray &text)
{
    proxy::JsonTree tree;
    require(tree.parse(text) && tree.root().isObject());
}

void convertRequest(bool toOpenAi, const QByteArray &body)
{
    proxy::RequestHead head;
    head.method = "POST";
    head.normalisedPath = toOpenAi ? "/v1/messages" : "/v1/chat/completions";
    proxy::UpstreamRequest request;
    request.body = body;
    const auto dialect =
        toOpenAi ? proxy::UpstreamDialect::OpenAi : proxy::UpstreamDialect::Anthropic;
    const auto converted = proxy::Converter::select(dialect, head)->convert(std::move(request), {});
    if (converted)
        requireJson(converted->request.body);
    else
        require(!converted.error().detail.isEmpty());
}

struct Outcome
{
    QByteArray bytes;
    QByteArray losses;
    bool hasFailed = false;
};

Outcome convertAnswer(AnswerConverter &converter, const char *type, const QByteArray &body,
                      qsizetype pieceSize)
{
    proxy::ResponseHead head;
    head.framing = proxy::BodyFraming::Chunked;
    head.headers.append("Content-Type", type);
    Outcome outcome;
    AnswerPiece piece = converter.head(head);
    for (qsizetype at = 0; at < body.size() && !piece.error; at += pieceSize) {
        piece = converter.feed(body.mid(at, pieceSize));
        outcome.bytes += piece.bytes;
    }
    if (!piece.error) {
        piece = converter.finish();
        outcome.bytes += piece.bytes;
    }
    outcome.hasFailed = piece.error.has_value();
    outcome.losses = converter.losses().headerValue();
    return outcome;
}

AnswerConverter converterFor(AnswerConverter::Kind kind, bool toOpenAi)
{
    proxy::AnswerNeeds needs;
    needs.wantsThinking = true;
    needs.wantsUsageChunk = true;
    return AnswerConverter(
        kind, toOpenAi ? AnswerConverter::Client::OpenAi : AnswerConverter::Client::Anthropic,
        needs, {});
}

void convertWhole(AnswerConverter::Kind kind, bool toOpenAi, const QByteArray &body)
{
    AnswerConverter converter = converterFor(kind, toOpenAi);
    const Outcome outcome = convertAnswer(converter, "application/json", body, 4096);
    if (!outcome.hasFailed)
        requireJson(outcome.bytes);
}

void convertStream(bool toOpenAi, const QByteArray &body)
{
    AnswerConverter whole = converterFor(AnswerConverter::Kind::Message, toOpenAi);
    AnswerConverter split = converterFor(AnswerConverter::Kind::Message, toOpenAi);
    const Outcome first = convertAnswer(whole, "text/event-stream", body, body.size() + 1);
    const qsizetype size = 1 + body.size() % 7;
    const Outcome second = convertAnswer(split, "text/event-stream", body, size);
    require(first.bytes == second.bytes && first.losses == second.losses
            && first.hasFailed == second.hasFailed);
    for (const QByteArray &line : first.bytes.split('\n')) {
        if (line.startsWith("data: {"))
            requireJson(line.mid(6));
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const QByteArray body(reinterpret_cast<const char *>(data + 1), qsizetype(size) - 1);
    const int mode = data[0] % kModes;
    const bool toOpenAi = mode % 2 == 0;
    switch (mode / 2) {
    case 0:
        convertRequest(toOpenAi, body);
        break;
    case 1:
        convertStream(toOpenAi, body);
        break;
    case 2:
        convertWhole(AnswerConverter::Kind::Message, toOpenAi, body);
        break;
    default:
        convertWhole(AnswerConverter::Kind::Models, toOpenAi, body);
    }
    return 0;
}
