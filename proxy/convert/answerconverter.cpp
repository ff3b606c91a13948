// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/answerconverter.h"

#include "proxy/convert/chatanswer.h"
#include "proxy/convert/chatstream.h"
#include "proxy/convert/errorbody.h"
#include "proxy/convert/messagesanswer.h"
#include "proxy/convert/messagesstream.h"
#include "proxy/convert/modellist.h"

namespace proxy {

namespace {

Error upstreamError(ErrorCode code, const QString &detail)
{
    return {.code = code, .source = ErrorSource::Upstream, .retry = Retry::No, .detail = detail};
}

bool isEventStream(const HeaderList &headers)
{
    const QByteArrayView type = headers.first("Content-Type").value_or(QByteArrayView());
    const qsizetype end = type.indexOf(';');
    return equalsIgnoringCase((end < 0 ? type : type.first(end)).trimmed(), "text/event-stream");
}

bool isCoded(const HeaderList &headers)
{
    const QByteArrayView coding =
        headers.first("Content-Encoding").value_or(QByteArrayView()).trimmed();
    return !coding.isEmpty() && !equalsIgnoringCase(coding, "identity");
}

} // namespace

AnswerConverter::AnswerConverter(Kind kind, Client client, AnswerNeeds needs, Losses requestLosses)
    : m_kind(kind)
    , m_client(client)
    , m_needs(std::move(needs))
    , m_losses(std::move(requestLosses))
{ }

AnswerPiece AnswerConverter::head(const ResponseHead &upstream)
{
    AnswerPiece piece;
    m_head = upstream;
    m_mode = modeOf(upstream);
    if (m_mode == Mode::Pass) {
        piece.head = m_head;
        return piece;
    }
    if (isCoded(upstream.headers)) {
        piece.error = upstreamError(
            ErrorCode::UpstreamMalformed,
            QStringLiteral("the upstream compressed its answer although it was asked not to"));
        return piece;
    }
    adaptHead();
    if (m_mode != Mode::Stream)
        return piece;
    if (m_client == Client::Anthropic)
        m_stream = std::make_unique<MessagesStream>(m_needs);
    else
        m_stream = std::make_unique<ChatStream>(m_needs);
    m_head.headers.removeAll("Content-Length");
    m_head.headers.set("Content-Type", "text/event-stream; charset=utf-8");
    m_head.framing = BodyFraming::UntilClose;
    piece.head = m_head;
    return piece;
}

AnswerConverter::Mode AnswerConverter::modeOf(const ResponseHead &upstream) const
{
    if (upstream.framing == BodyFraming::None || upstream.framing == BodyFraming::Tunnel)
        return Mode::Pass;
    if (upstream.status >= 400)
        return Mode::Error;
    if (upstream.status < 200 || upstream.status >= 300)
        return Mode::Pass;
    const bool isStream = m_kind == Kind::Message && isEventStream(upstream.headers);
    return isStream ? Mode::Stream : Mode::Whole;
}

// What no longer describes the converted body leaves; each SDK looks for its own request id.
void AnswerConverter::adaptHead()
{
    HeaderList &headers = m_head.headers;
    for (const QByteArrayView name :
         {"Transfer-Encoding", "Trailer", "ETag", "Content-MD5", "Digest", "Repr-Digest",
          "Content-Digest", "Accept-Ranges", "Content-Encoding"})
        headers.removeAll(name);
    const bool toAnthropic = m_client == Client::Anthropic;
    const QByteArrayView theirs = toAnthropic ? "x-request-id" : "request-id";
    const QByteArrayView ours = toAnthropic ? "request-id" : "x-request-id";
    const std::optional<QByteArrayView> id = headers.first(theirs);
    if (id && !headers.contains(ours))
        headers.append(ours.toByteArray(), id->toByteArray());
}

AnswerPiece AnswerConverter::feed(QByteArrayView payload)
{
    AnswerPiece piece;
    switch (m_mode) {
    case Mode::Pass:
        piece.bytes = payload.toByteArray();
        break;
    case Mode::Stream:
        readStream(payload, piece);
        break;
    case Mode::Whole:
    case Mode::Error:
        if (m_body.size() + payload.size() > kMaxWhole)
            piece.error =
                upstreamError(ErrorCode::UpstreamMalformed,
                              QStringLiteral("the upstream's answer is too large to convert"));
        else
            m_body.append(payload);
        break;
    }
    return piece;
}

void AnswerConverter::readStream(QByteArrayView payload, AnswerPiece &piece)
{
    m_parser.feed(payload,
                  [this, &piece](const SseEvent &event) { m_stream->convert(event, piece.bytes); });
    piece.error = m_stream->failure();
}

AnswerPiece AnswerConverter::finish()
{
    switch (m_mode) {
    case Mode::Stream:
        return finishStream();
    case Mode::Whole:
    case Mode::Error:
        return finishWhole();
    case Mode::Pass:
        break;
    }
    return {};
}

AnswerPiece AnswerConverter::finishStream()
{
    AnswerPiece piece;
    m_parser.finish(
        [this, &piece](const SseEvent &event) { m_stream->convert(event, piece.bytes); });
    if (!m_stream->finish(piece.bytes))
        piece.error = m_stream->failure().value_or(
            upstreamError(ErrorCode::UpstreamCut,
                          QStringLiteral("the upstream's stream stopped before its end")));
    return piece;
}

AnswerPiece AnswerConverter::finishWhole()
{
    JsonTree tree;
    const bool isJson = tree.parse(m_body) && tree.root().isObject();
    const JsonValue root = isJson ? tree.root() : JsonValue();
    if (m_mode == Mode::Error)
        return errorAnswer(m_head.status, root);
    // OpenRouter reports some failures with a 200.
    if (root["error"].isObject()) {
        const qint64 code = root["error"]["code"].integer().value_or(0);
        return errorAnswer(code >= 400 && code <= 599 ? static_cast<int>(code) : 502, root);
    }
    ConversionNotes notes(ConversionNotes::PathStyle::Dotted);
    QByteArray body = convertWhole(root, notes);
    if (notes.refusal()) {
        const QString why = isJson ? notes.refusal()->detail : tree.error();
        AnswerPiece piece;
        piece.error =
            upstreamError(ErrorCode::UpstreamMalformed,
                          QStringLiteral("the upstream's answer can't be converted: ") + why);
        return piece;
    }
    m_losses.add(notes.losses());
    return whole(std::move(body));
}

QByteArray AnswerConverter::convertWhole(JsonValue root, ConversionNotes &notes) const
{
    if (m_kind == Kind::Models)
        return m_client == Client::Anthropic ? anthropicModels(root, notes)
                                             : openAiModels(root, notes);
    return m_client == Client::Anthropic ? messagesAnswerOf(root, m_needs, notes)
                                         : chatAnswerOf(root, m_needs, notes);
}

AnswerPiece AnswerConverter::errorAnswer(int status, JsonValue root)
{
    const ErrorBody error = readErrorBody(status, root, m_body);
    if (m_client == Client::OpenAi)
        status = openAiStatus(status);
    if (status != m_head.status)
        m_head.reason = reasonPhrase(status).toByteArray();
    m_head.status = status;
    return whole(m_client == Client::Anthropic ? anthropicErrorBody(error)
                                               : openAiErrorBody(error));
}

AnswerPiece AnswerConverter::whole(QByteArray body)
{
    m_head.framing = BodyFraming::Length;
    m_head.contentLength = body.size();
    m_head.headers.set("Content-Type", "application/json");
    m_head.headers.set("Content-Length", QByteArray::number(body.size()));
    m_body.clear();
    AnswerPiece piece;
    piece.head = m_head;
    piece.bytes = std::move(body);
    return piece;
}

Losses AnswerConverter::losses() const
{
    Losses all = m_losses;
    if (m_stream)
        all.add(m_stream->losses());
    return all;
}

} // namespace proxy
