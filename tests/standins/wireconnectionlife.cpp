// SPDX-License-Identifier: LicenseRef-Private
// The beginning and the end of a connection, and the end of each answer on it.
#include "tests/standins/wireconnection.h"

#include <QTimer>

namespace app::standins {

namespace {

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
    StandInClock &clock() override { return m_connection.m_services.clock; }
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

} // namespace app::standins
