// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/answerconverter.h"

#include "proxy/convert/chatanswerreader.h"
#include "proxy/convert/chatwriter.h"
#include "proxy/convert/errorbody.h"
#include "proxy/convert/messagesanswerreader.h"
#include "proxy/convert/messageswriter.h"
#include "proxy/convert/modellist.h"
#include "proxy/message/bodyform.h"

namespace proxy {

namespace {

bool isCoded(const HeaderList &headers)
{
    const QByteArrayView coding =
        headers.first("Content-Encoding").value_or(QByteArrayView()).trimmed();
    return !coding.isEmpty() && !equalsIgnoringCase(coding, "identity");
}

} // namespace

AnswerConverter::AnswerConverter(Kind kind, Client client, AnswerNeeds needs, Losses requestLosses,
                                 MemoryBudget *budget)
    : m_kind(kind)
    , m_client(client)
    , m_needs(std::move(needs))
    , m_losses(std::move(requestLosses))
    , m_share(budget)
    , m_parser(SseParser::kDefaultLimit, budget)
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
            Text::english("the upstream compressed its answer although it was asked not to"));
        return piece;
    }
    adaptHead();
    if (m_mode != Mode::Message)
        return piece;
    makeReader();
    if (streamsOut() && isEventStream(upstream.headers))
        giveStreamHead(piece);
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
    return m_kind == Kind::Message ? Mode::Message : Mode::Models;
}

void AnswerConverter::makeReader()
{
    if (m_client == Client::Anthropic) {
        if (streamsOut())
            m_writer = std::make_unique<MessagesEventWriter>();
        else
            m_writer = std::make_unique<MessagesWriter>();
        m_reader = std::make_unique<ChatAnswerReader>(*m_writer, m_needs);
    } else {
        if (streamsOut())
            m_writer = std::make_unique<ChatEventWriter>(m_needs);
        else
            m_writer = std::make_unique<ChatWriter>(m_needs);
        m_reader = std::make_unique<MessagesAnswerReader>(*m_writer, m_needs);
    }
}

void AnswerConverter::giveStreamHead(AnswerPiece &piece)
{
    if (m_hasHead)
        return;
    m_hasHead = true;
    m_head.headers.removeAll("Content-Length");
    m_head.headers.set("Content-Type", "text/event-stream; charset=utf-8");
    m_head.framing = BodyFraming::UntilClose;
    piece.head = m_head;
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
    case Mode::Message:
        collect(payload, piece);
        m_mode = formOf(m_body);
        if (m_mode == Mode::Events)
            readEvents(std::exchange(m_body, {}), piece);
        break;
    case Mode::Events:
        readEvents(payload, piece);
        break;
    case Mode::Collected:
    case Mode::Models:
    case Mode::Error:
        collect(payload, piece);
        break;
    }
    return piece;
}

AnswerConverter::Mode AnswerConverter::formOf(QByteArrayView body)
{
    switch (bodyFormOf(body)) {
    case BodyForm::Untold:
        return Mode::Message;
    case BodyForm::Events:
        return Mode::Events;
    case BodyForm::Json:
    case BodyForm::Other:
        break;
    }
    return Mode::Collected;
}

void AnswerConverter::collect(QByteArrayView payload, AnswerPiece &piece)
{
    const qsizetype size = m_body.size() + payload.size();
    if (size > kMaxWhole || !m_share.resize(size))
        piece.error = upstreamError(ErrorCode::UpstreamMalformed,
                                    Text::english("the upstream's answer is too large to "
                                                  "convert"));
    else
        m_body.append(payload);
}

void AnswerConverter::readEvents(QByteArrayView payload, AnswerPiece &piece)
{
    m_parser.feed(payload, [this](const SseEvent &event) { m_reader->readEvent(event); });
    takeStream(piece);
}

void AnswerConverter::takeStream(AnswerPiece &piece)
{
    if (streamsOut() && (m_hasHead || !m_reader->failure())) {
        giveStreamHead(piece);
        piece.bytes = m_writer->takeBytes();
        piece.error = m_reader->failure();
    } else if (m_reader->failure()) {
        piece = failedMessage();
    }
}

/// The client has no head yet: the failure gets a status of its own.
AnswerPiece AnswerConverter::failedMessage()
{
    AnswerPiece piece;
    const std::optional<ErrorBody> &reported = m_reader->reported();
    if (reported)
        piece = errorAnswer(*reported);
    piece.error = m_reader->failure();
    return piece;
}

AnswerPiece AnswerConverter::finish()
{
    constexpr QByteArrayView kByteOrderMark("\xef\xbb\xbf");
    if (m_body.startsWith(kByteOrderMark))
        m_body.remove(0, kByteOrderMark.size());
    switch (m_mode) {
    case Mode::Message:
    case Mode::Events:
    case Mode::Collected:
        return finishMessage();
    case Mode::Models:
        return finishModels();
    case Mode::Error:
        return finishError();
    case Mode::Pass:
        break;
    }
    return {};
}

AnswerPiece AnswerConverter::finishMessage()
{
    AnswerPiece piece;
    if (m_mode == Mode::Events) {
        m_parser.finish([this](const SseEvent &event) { m_reader->readEvent(event); });
    } else if (m_mode == Mode::Collected || !m_hasHead) {
        JsonTree tree;
        if (tree.parse(m_body) && (tree.root().isObject() || tellsError(tree.root())))
            m_reader->readWhole(tree.root());
        else
            m_reader->fail(
                Text::english("the upstream's answer can't be converted: %1", {tree.error()}));
    }
    m_reader->finish();
    if (streamsOut() || m_reader->failure()) {
        takeStream(piece);
        return piece;
    }
    return whole(m_writer->takeBytes());
}

AnswerPiece AnswerConverter::finishModels()
{
    JsonTree tree;
    const JsonValue root = tree.parse(m_body) ? tree.root() : JsonValue();
    ConversionNotes notes(ConversionNotes::PathStyle::Dotted);
    QByteArray body =
        m_client == Client::Anthropic ? anthropicModels(root, notes) : openAiModels(root, notes);
    if (notes.refusal()) {
        AnswerPiece piece;
        piece.error = upstreamError(ErrorCode::UpstreamMalformed,
                                    Text::english("the upstream's answer can't be converted: %1",
                                                  {root ? notes.refusal()->detail : tree.error()}));
        return piece;
    }
    m_losses.add(notes.losses());
    return whole(std::move(body));
}

AnswerPiece AnswerConverter::finishError()
{
    JsonTree tree;
    QByteArray text = m_body;
    if (formOf(m_body) == Mode::Events) {
        const auto keep = [&text](const SseEvent &event) {
            if (event.kind == SseEvent::Kind::Event && !event.data.isEmpty())
                text = event.data.toByteArray();
        };
        m_parser.feed(m_body, keep);
        m_parser.finish(keep);
    }
    const JsonValue root = tree.parse(text) ? tree.root() : JsonValue();
    return errorAnswer(readErrorBody(m_head.status, root, text));
}

AnswerPiece AnswerConverter::errorAnswer(const ErrorBody &error)
{
    const bool toAnthropic = m_client == Client::Anthropic;
    int status = toAnthropic ? statusForAnthropic(error) : statusForOpenAi(error);
    if (status < 400)
        status = 502;
    if (status != m_head.status)
        m_head.reason = reasonPhrase(status).toByteArray();
    m_head.status = status;
    return whole(toAnthropic ? anthropicErrorBody(error) : openAiErrorBody(error));
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
    if (m_reader)
        all.add(m_reader->losses());
    return all;
}

} // namespace proxy
