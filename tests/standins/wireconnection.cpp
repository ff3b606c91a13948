// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/wireconnection.h"

#include "tests/standins/jsonspan.h"

#include <QTimer>

namespace standins {

namespace {

constexpr qsizetype kMaxPipelined = 1024 * 1024;
constexpr qint64 kUnwantedBody = 256 * 1024; // what net/http still reads after an early answer
constexpr std::chrono::milliseconds kLinger {500};

WireTime now()
{
    return std::chrono::steady_clock::now();
}

} // namespace

/// What a peer on an upgraded connection may do with it.
class WireConnection::Link final : public PeerLink
{
public:
    explicit Link(WireConnection &connection)
        : m_connection(connection)
    { }

    void send(const QByteArray &bytes) override { m_connection.write(bytes); }
    void finish() override { m_connection.closeFin(); }
    void cut() override { m_connection.closeReset(); }
    void recordFrame(const QByteArray &payload) override
    {
        m_connection.publish([&](RecordedRequest &r) { r.frames.push_back(payload); });
    }
    void recordNote(const QString &text) override { m_connection.note(text); }
    FakeClock &clock() override { return m_connection.m_services.clock; }
    QObject *lifetime() override { return &m_connection; }

private:
    WireConnection &m_connection;
};

WireConnection::WireConnection(int id, qintptr descriptor, WireHost &host, WireServices services)
    : m_host(host)
    , m_services(services)
    , m_socket(descriptor, *this)
    , m_player(*this, services)
    , m_record {.id = id, .acceptedAt = now(), .idleSince = now()}
{
    m_services.recorder.setConnection(m_record);
}

WireConnection::~WireConnection()
{
    if (!m_over) {
        m_record.closedAt = now();
        m_record.end = WireEnd::Ours;
        m_services.recorder.setConnection(m_record);
    }
}

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

void WireConnection::answerEnded(bool keepAlive)
{
    if (!m_request.complete)
        finishRequest();
    publish([&](RecordedRequest &request) { request.answerLastByteAt = now(); });
    m_host.answered(m_request);
    if (!bodyComplete())
        drainThenClose();
    else if (!keepAlive)
        closeAfterAnswer();
    else
        nextRequest();
}

void WireConnection::nextRequest()
{
    const qint64 acked = m_socket.acknowledged();
    publish([&](RecordedRequest &request) {
        request.answerBytesAcked = acked < 0 ? -1 : acked - m_writtenBefore;
    });
    m_writtenBefore = m_socket.written();
    m_answering = m_askedForBody = m_continued = false;
    m_bodyWanted = -1;
    m_record.idleSince = now();
    m_services.recorder.setConnection(m_record);
    m_reader.next(now());
    m_socket.setReading(true);
    if (m_reader.hasStarted())
        QMetaObject::invokeMethod(
            this, [this] { proceed(); }, Qt::QueuedConnection);
}

void WireConnection::drainThenClose()
{
    m_drainBudget = kUnwantedBody;
    m_socket.setReading(true);
}

void WireConnection::closeAfterAnswer()
{
    m_drainBudget = -1;
    closeFin();
}

void WireConnection::closeFin()
{
    if (m_over)
        return;
    m_record.end = WireEnd::Ours;
    m_socket.finish();
    // Not destroyed yet: closing with unread input would turn the FIN into a reset.
    m_services.recorder.setConnection(m_record);
    QTimer::singleShot(kLinger, this, [this] { over(WireEnd::Ours); });
}

void WireConnection::closeReset()
{
    if (m_over)
        return;
    m_socket.reset();
    over(WireEnd::Ours);
}

void WireConnection::ended(WireEnd how)
{
    over(m_record.end == WireEnd::Ours ? WireEnd::Ours : how);
}

void WireConnection::over(WireEnd how)
{
    if (m_over)
        return;
    m_over = true;
    m_player.stop();
    m_record.end = how;
    m_record.closedAt = now();
    m_services.recorder.setConnection(m_record);
    if (m_answering && !m_request.complete)
        finishRequest();
    const qint64 acked = m_socket.acknowledged();
    const qint64 total = m_socket.written() - m_writtenBefore;
    publish([&](RecordedRequest &request) {
        request.end = how;
        if (how != WireEnd::Ours)
            request.clientClosedAt = m_record.closedAt;
        if (m_answering) {
            request.answerBytes = total;
            request.answerBytesAcked = acked < 0 ? -1 : acked - m_writtenBefore;
        }
    });
    deleteLater();
}

void WireConnection::upgrade(std::unique_ptr<RawPeer> peer)
{
    m_peer = std::move(peer);
    m_link = std::make_unique<Link>(*this);
    m_socket.setReading(true);
    m_peer->begin(*m_link);
    const QByteArray rest = m_reader.takeRest();
    if (!rest.isEmpty() && !m_over)
        m_peer->arrived(rest);
}

} // namespace standins
