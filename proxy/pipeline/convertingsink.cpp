// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/pipeline/convertingsink.h"

#include "proxy/local/errorreply.h"

#include <new>

namespace proxy {

namespace {

template <class Convert> AnswerPiece convertedUnlessOutOfMemory(Convert convert)
{
    try {
        return convert();
    } catch (const std::bad_alloc &) {
        AnswerPiece piece;
        piece.error = outOfMemory();
        return piece;
    }
}

} // namespace

QByteArray ConvertingSink::losses() const
{
    return m_converter ? m_converter->losses().headerValue() : QByteArray();
}

void ConvertingSink::begin(const ResponseHead &head)
{
    for (size_t at = 0; at < head.headers.size(); ++at) {
        const HeaderList::Field field = head.headers.at(at);
        if (field.name.startsWith("x-llm-proxy-"))
            m_ownFields.append(field.name.toByteArray(), field.value.toByteArray());
    }
    send(m_converter->head(head));
}

void ConvertingSink::write(const BodyPiece &piece)
{
    for (const QByteArrayView payload : piece.payload) {
        if (isOpen())
            send(convertedUnlessOutOfMemory([&] { return m_converter->feed(payload); }));
    }
}

void ConvertingSink::end()
{
    if (isOpen())
        send(convertedUnlessOutOfMemory([this] { return m_converter->finish(); }));
    if (m_state == State::Answering || m_state == State::Reported)
        m_next.end();
}

void ConvertingSink::cut()
{
    switch (m_state) {
    case State::Waiting:
        m_error = Error {.code = ErrorCode::UpstreamCut,
                         .source = ErrorSource::Upstream,
                         .detail = Text::english("the upstream's answer broke off")};
        answer(*m_error);
        break;
    case State::Answering:
        m_state = State::Cut;
        m_next.cut();
        break;
    case State::Reported:
        // The client has all there is to say.
        m_next.end();
        break;
    case State::Answered:
    case State::Cut:
        break;
    }
}

void ConvertingSink::send(const AnswerPiece &piece)
{
    if (piece.head) {
        ResponseHead head = *piece.head;
        head.headers.set("x-llm-proxy-converted", losses());
        m_state = State::Answering;
        m_status = head.status;
        m_next.begin(head);
    }
    if (!piece.bytes.isEmpty())
        sendBytes(piece.bytes);
    if (!piece.error)
        return;
    m_error = piece.error;
    if (m_state == State::Waiting) {
        answer(*piece.error);
    } else if (piece.error->code == ErrorCode::UpstreamReported) {
        m_state = State::Reported;
    } else {
        m_state = State::Cut;
        m_next.cut();
    }
}

void ConvertingSink::sendBytes(const QByteArray &bytes)
{
    const QByteArrayView view = bytes;
    m_next.write({.wire = view, .payload = {&view, 1}});
}

void ConvertingSink::answer(const Error &error)
{
    const Reply reply = errorReply(error, m_dialect);
    ResponseHead head {.status = reply.status,
                       .reason = reasonPhrase(reply.status).toByteArray(),
                       .headers = reply.headers,
                       .framing = BodyFraming::Length,
                       .contentLength = reply.body.size()};
    for (size_t at = 0; at < m_ownFields.size(); ++at)
        head.headers.set(m_ownFields.at(at).name, m_ownFields.at(at).value.toByteArray());
    head.headers.set("Content-Type", reply.contentType);
    head.headers.set("Content-Length", QByteArray::number(reply.body.size()));
    m_status = head.status;
    m_state = State::Answered;
    m_next.begin(head);
    sendBytes(reply.body);
    m_next.end();
}

} // namespace proxy
