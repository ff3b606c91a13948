// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/wireconnection.h"

#include "tests/standins/jsonspan.h"

namespace app::standins {

namespace {

constexpr qsizetype kMaxPipelined = 1024 * 1024;

WireTime now()
{
    return std::chrono::steady_clock::now();
}

} // namespace

void WireConnection::resetNow()
{
    closeReset();
}

void WireConnection::bytesArrived(QByteArrayView bytes)
{
    if (m_over)
        return;
    if (m_peer) {
        m_peer->arrived(bytes);
        return;
    }
    if (m_drainBudget >= 0) {
        m_drainBudget -= bytes.size();
        m_reader.add(bytes, now());
        if (m_drainBudget < 0 || bodyComplete())
            closeAfterAnswer();
        return;
    }
    m_reader.add(bytes, now());
    proceed();
}

void WireConnection::proceed()
{
    if (m_over || m_peer)
        return;
    if (m_answering) {
        const bool enough = m_bodyWanted >= 0 && bodyBytes() >= m_bodyWanted;
        if ((enough && !bodyComplete()) || m_reader.pending() > kMaxPipelined)
            m_socket.setReading(false);
        m_player.poke();
        return;
    }
    if (m_reader.state() == RequestReader::State::Bad) {
        answerBadRequest();
        return;
    }
    if (m_reader.state() == RequestReader::State::Head)
        return;
    if (!m_askedForBody)
        startRequest();
    if (m_askedForBody && !m_answering && bodyComplete()) {
        finishRequest();
        m_answering = true;
        Script script = m_host.requestArrived(m_request);
        publish([&](RecordedRequest &request) { request.rule = m_request.rule; });
        m_player.play(std::move(script));
    }
}

void WireConnection::startRequest()
{
    m_request = m_reader.request();
    if (!bodyComplete())
        m_request.body.clear();
    m_request.complete = false;
    m_request.connection = m_record.id;
    m_request.numberOnConnection = ++m_record.requests;
    m_request.peer = m_socket.peerAddress();
    m_record.idleSince.reset();
    m_services.recorder.setConnection(m_record);
    m_index = m_services.recorder.add(m_request);
    m_recorded = true;

    if (std::optional<Script> script = m_host.headArrived(m_request, m_reader.announcedLength())) {
        m_answering = true;
        m_bodyWanted = 0;
        publish([&](RecordedRequest &request) { request.rule = m_request.rule; });
        if (bodyComplete())
            finishRequest();
        m_player.play(std::move(*script));
        return;
    }
    m_askedForBody = true;
    wantBody(-1);
}

void WireConnection::wantBody(qint64 upTo)
{
    m_bodyWanted = upTo;
    const bool expects = m_request.header("Expect").toLower() == "100-continue";
    if (expects && !m_continued && upTo != 0 && bodyBytes() == 0 && !bodyComplete()
        && m_request.status == 0) {
        m_continued = true;
        m_socket.write("HTTP/1.1 100 Continue\r\n\r\n");
    }
    if (upTo < 0 || bodyBytes() < upTo)
        m_socket.setReading(true);
}

bool WireConnection::bodyComplete() const
{
    return m_reader.state() == RequestReader::State::Complete;
}

/// The whole request is here: records it.
void WireConnection::finishRequest()
{
    const RecordedRequest &read = m_reader.request();
    m_request.body = read.body;
    m_request.trailers = read.trailers;
    m_request.complete = read.complete;
    m_request.bodyAt = read.bodyAt;
    if (const std::optional<JsonSpan> model = findMember(m_request.body, "model")) {
        m_request.model = model->text;
        m_request.modelOffset = model->offset;
    }
    publish([&](RecordedRequest &request) {
        const RecordedRequest kept = request;
        request = m_request;
        request.notes = kept.notes;
        request.answerFirstByteAt = kept.answerFirstByteAt;
    });
}

void WireConnection::answerBadRequest()
{
    const int status = m_reader.errorStatus();
    const QByteArray text = QByteArray::number(status) + ' ' + reasonOf(status);
    m_request = m_reader.request();
    m_request.connection = m_record.id;
    m_request.numberOnConnection = ++m_record.requests;
    m_request.version = "HTTP/1.1";
    m_request.status = status;
    if (!m_recorded)
        m_index = m_services.recorder.add(m_request);
    m_recorded = true;
    m_answering = true;
    m_socket.write("HTTP/1.1 " + text
                   + "\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n"
                   + text);
    closeFin();
}

void WireConnection::write(const QByteArray &bytes)
{
    if (m_over)
        return;
    const bool first = m_socket.written() + m_socket.unsent() == m_writtenBefore;
    m_socket.write(bytes);
    const qint64 total = m_socket.written() - m_writtenBefore;
    publish([&](RecordedRequest &request) {
        if (first)
            request.answerFirstByteAt = now();
        request.answerBytes = total;
    });
}

void WireConnection::headSent(int status)
{
    m_request.status = status;
    publish([&](RecordedRequest &request) { request.status = status; });
}

void WireConnection::note(const QString &text)
{
    publish([&](RecordedRequest &request) { request.notes.append(text); });
}

void WireConnection::drained()
{
    const qint64 total = m_socket.written() - m_writtenBefore;
    publish([&](RecordedRequest &request) { request.answerBytes = total; });
    m_player.poke();
}

void WireConnection::publish(const std::function<void(RecordedRequest &)> &change)
{
    if (m_recorded)
        m_services.recorder.update(m_index, change);
}

} // namespace app::standins
