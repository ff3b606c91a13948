// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/http/clientstream.h"

#include "proxy/http/connectionregistry.h"
#include "proxy/http/guardedconnection.h"
#include "proxy/http/requestrules.h"

#include <QAbstractEventDispatcher>

#include <utility>

namespace proxy {

ClientStream::ClientStream(GuardedConnection *connection, RequestHead head)
    : m_connection(connection)
    , m_head(std::move(head))
    , m_intake(m_head)
{ }

ClientStream::~ClientStream()
{
    m_intake.stopCollecting();
    if (m_state != State::Ended)
        cut();
    else if (m_connection)
        m_connection->forgetStream();
}

void ClientStream::collectBody(qint64 limit, BodyCallback done)
{
    if (!m_connection) {
        done(tl::unexpected(refusal(ErrorCode::ClientGone, Text::english("The client left."))));
        return;
    }
    m_intake.collect(limit, m_connection->registry().budget(), std::move(done));
    if (m_intake.wantsMore()) {
        wantBody();
        m_connection->resumeBody();
    }
    m_intake.tell();
}

void ClientStream::sendReply(const Reply &reply)
{
    begin(headOf(reply));
    const QByteArrayView body = reply.body;
    write({body, {&body, 1}});
    end();
}

void ClientStream::begin(const ResponseHead &head)
{
    if (!m_connection || m_state != State::Waiting)
        return;
    m_state = State::Begun;
    m_intake.giveBack();
    m_framing.begin(m_head, head, m_intake.isRead() && m_connection->mayKeepAlive(),
                    m_connection->output().gathered());
    if (!m_framing.isTunnel())
        return;
    m_intake.becomeTunnel();
    m_connection->resumeBody();
}

void ClientStream::write(const BodyPiece &piece)
{
    if (!m_connection || m_state != State::Begun)
        return;
    for (const QByteArrayView view : m_framing.frame(piece)) {
        m_connection->output().append(view);
        m_bytesOut += view.size();
    }
    noteOutput();
}

void ClientStream::end()
{
    if (!m_connection || m_state != State::Begun)
        return;
    if (!m_framing.isWhole()) {
        cut(); // not what the head promised: the next answer must not be taken for the rest
        return;
    }
    m_connection->output().append(m_framing.trailer());
    m_state = State::Ended;
    const bool isWatched = m_sinkObserver != nullptr;
    GuardedConnection *connection = isWatched ? m_connection : std::exchange(m_connection, nullptr);
    connection->finishAnswer(m_framing.closesAfter(), m_intake.isRead(), isWatched);
}

void ClientStream::cut()
{
    if (!m_connection || m_state == State::Ended)
        return;
    m_intake.giveBack();
    const bool asReset = m_state == State::Begun && m_framing.endsByClose();
    m_state = State::Ended;
    std::exchange(m_connection, nullptr)->cutAnswer(asReset);
}

void ClientStream::flush()
{
    if (!m_connection || m_state != State::Begun)
        return;
    m_connection->send();
}

void ClientStream::noteOutput()
{
    const ClientOutput &output = m_connection->output();
    if (output.unsentBytes() >= kHighWater)
        m_isAboveHighWater = true;
    if (output.isBroken())
        m_connection->scheduleTurn();
}

qint64 ClientStream::unsentBytes() const
{
    return m_connection ? m_connection->output().unsentBytes() : 0;
}

void ClientStream::setSinkObserver(ClientSinkObserver *observer)
{
    m_sinkObserver = observer;
    if (!observer || !m_isGone || m_isGoneTold)
        return;
    m_isGoneTold = true;
    m_lifeMark = std::make_shared<bool>(true);
    const auto tell = [this, mark = std::weak_ptr<bool>(m_lifeMark)] {
        if (!mark.expired() && m_sinkObserver)
            m_sinkObserver->clientGone();
    };
    QMetaObject::invokeMethod(QAbstractEventDispatcher::instance(), tell, Qt::QueuedConnection);
}

QByteArray ClientStream::take(qint64 max)
{
    wantBody();
    QByteArray taken = m_intake.take(max);
    if (m_connection && m_intake.wantsMore())
        m_connection->resumeBody();
    return taken;
}

void ClientStream::setBodyObserver(BodySourceObserver *observer)
{
    if (observer)
        wantBody();
    if (m_intake.setObserver(observer) && m_connection)
        m_connection->scheduleTurn();
}

/// The first wish for a body is the moment of 100 Continue (RFC 9110 10.1.1).
void ClientStream::wantBody()
{
    if (!m_connection || !m_intake.want(std::chrono::steady_clock::now()))
        return;
    if (!m_head.expectsContinue || m_intake.hasBegun() || m_state != State::Waiting)
        return;
    m_connection->output().append("HTTP/1.1 100 Continue\r\n\r\n");
    m_connection->output().flush();
    noteOutput();
}

void ClientStream::tellDrained()
{
    if (!m_isAboveHighWater || m_connection->output().unsentBytes() >= kLowWater)
        return;
    m_isAboveHighWater = false;
    if (m_sinkObserver)
        m_sinkObserver->clientDrained();
}

void ClientStream::tellFinished()
{
    m_connection = nullptr;
    if (m_sinkObserver)
        m_sinkObserver->clientFinished();
}

void ClientStream::tellGone(QByteArrayView rest)
{
    const bool wasCollecting = m_intake.isCollecting();
    m_isGone = true;
    m_isGoneTold = wasCollecting || m_sinkObserver;
    m_connection = nullptr;
    m_lifeMark = std::make_shared<bool>(true); // telling the body's observer may destroy this
    const std::weak_ptr<bool> mark = m_lifeMark;
    m_intake.noteGone(rest);
    if (m_state != State::Ended)
        m_intake.tell();
    if (!mark.expired() && !wasCollecting && m_sinkObserver)
        m_sinkObserver->clientGone();
}

void ClientStream::abandon()
{
    m_isGone = m_isGoneTold = true;
    m_connection = nullptr;
    m_sinkObserver = nullptr;
    m_intake.abandon();
}

} // namespace proxy
