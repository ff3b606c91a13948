// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/http/clientstream.h"

#include "proxy/http/connectionregistry.h"
#include "proxy/http/guardedconnection.h"
#include "proxy/http/requestrules.h"

#include <QAbstractEventDispatcher>

#include <algorithm>
#include <array>
#include <utility>

namespace proxy {

namespace {

/// What one read may bring into a body that is collected.
constexpr qint64 kCollectRoom = 1024 * 1024;

Error clientGoneError()
{
    return refusal(ErrorCode::ClientGone, QStringLiteral("The client left."));
}

} // namespace

ClientStream::ClientStream(GuardedConnection *connection, RequestHead head)
    : m_connection(connection)
    , m_head(std::move(head))
    , m_body(m_head)
{ }

ClientStream::~ClientStream()
{
    if (m_state != State::Ended)
        cut();
    else if (m_connection)
        m_connection->forgetStream();
}

void ClientStream::collectBody(qint64 limit, BodyCallback done)
{
    m_collected = std::move(done);
    m_limit = limit;
    if (!m_connection) {
        finishCollecting(tl::unexpected(clientGoneError()));
        return;
    }
    if (m_head.framing == BodyFraming::Length && m_head.contentLength > limit)
        judgeBody();
    else if (!m_body.isComplete()) {
        m_body.reserve(limit);
        wantBody();
    }
    judgeBody();
    settleCollecting();
}

void ClientStream::settleCollecting()
{
    if (m_bodyError)
        finishCollecting(tl::unexpected(*m_bodyError));
    else if (m_body.isComplete())
        finishCollecting(m_body.takeAll());
    else
        m_connection->resumeBody();
}

void ClientStream::finishCollecting(Result<QByteArray> result)
{
    const BodyCallback done = std::exchange(m_collected, nullptr);
    done(std::move(result));
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
    giveBack();
    m_framing.begin(m_head, head, m_body.isComplete() && m_connection->mayKeepAlive(),
                    m_connection->output().gathered());
    if (!m_framing.isTunnel())
        return;
    m_body.becomeTunnel();
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
    connection->finishAnswer(m_framing.closesAfter(), m_body.isComplete(), isWatched);
}

void ClientStream::cut()
{
    if (!m_connection || m_state == State::Ended)
        return;
    giveBack();
    const bool asReset = m_state == State::Begun && m_framing.endsByClose();
    m_state = State::Ended;
    std::exchange(m_connection, nullptr)->cutAnswer(asReset);
}

void ClientStream::flush()
{
    if (!m_connection || m_state != State::Begun)
        return;
    m_connection->output().flush();
    noteOutput();
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
    QByteArray taken = m_body.take(max);
    if (m_isWindowFull && m_body.waiting() < kLowWater) {
        m_isWindowFull = false;
        if (m_connection)
            m_connection->resumeBody();
    }
    return taken;
}

bool ClientStream::atEnd() const
{
    return m_body.isComplete() && m_body.waiting() == 0;
}

void ClientStream::setBodyObserver(BodySourceObserver *observer)
{
    m_bodyObserver = observer;
    if (!observer || !m_connection)
        return;
    wantBody();
    m_hasBodyNews = m_body.waiting() > 0 || m_body.isComplete() || m_bodyError;
    if (m_hasBodyNews)
        m_connection->scheduleTurn();
}

/// The first wish for a body is the moment of 100 Continue (RFC 9110 10.1.1).
void ClientStream::wantBody()
{
    if (m_isWanted || !m_connection)
        return;
    m_isWanted = true;
    m_wantedAt = std::chrono::steady_clock::now();
    if (!m_head.expectsContinue || m_cameBody || m_state != State::Waiting)
        return;
    m_connection->output().append("HTTP/1.1 100 Continue\r\n\r\n");
    m_connection->output().flush();
    noteOutput();
}

bool ClientStream::wantsBody() const
{
    return !m_bodyError && !m_body.isComplete() && (m_collected || !m_isWindowFull);
}

std::span<char> ClientStream::bodyRoom()
{
    if (!wantsBody())
        return {};
    return m_body.room(m_collected ? kCollectRoom : kBodyWindow - m_body.waiting());
}

void ClientStream::noteBodyRead(qsizetype count)
{
    m_body.commit(count);
    m_cameBody = m_cameBody || count > 0;
    if (count > 0)
        judgeBody();
}

qsizetype ClientStream::feedBody(QByteArrayView wire)
{
    const qsizetype used = m_body.feed(wire);
    m_cameBody = m_cameBody || used > 0;
    judgeBody();
    return used;
}

/// After more of the body was read: is it still good, within its limits, and worth telling?
void ClientStream::judgeBody()
{
    m_hasBodyNews = true;
    m_isWindowFull = m_isWindowFull || m_body.waiting() >= kBodyWindow;
    if (m_bodyError)
        return;
    if (m_body.isBad())
        failBody(ErrorCode::MalformedRequest,
                 QStringLiteral("The chunks of the request body are malformed."));
    if (!m_collected || m_bodyError || !m_connection)
        return;
    if (std::max(m_head.contentLength, m_body.bytesDecoded()) > m_limit) {
        failBody(ErrorCode::BodyTooLarge,
                 QStringLiteral("The request body is larger than %1 bytes.").arg(m_limit));
    } else if (m_connection->registry().charge(m_body.bytesDecoded() - m_charged)) {
        m_charged = m_body.bytesDecoded();
    } else {
        failBody(ErrorCode::Overloaded,
                 QStringLiteral("Too many request bodies are being held at once."));
    }
}

void ClientStream::failBody(ErrorCode code, QString detail)
{
    m_bodyError = refusal(code, std::move(detail));
    m_hasBodyNews = true;
}

void ClientStream::giveBack()
{
    if (const qint64 charged = std::exchange(m_charged, 0))
        std::ignore = m_connection->registry().charge(-charged);
}

void ClientStream::tellBody()
{
    if (!m_hasBodyNews || !(m_collected || m_bodyObserver))
        return;
    m_hasBodyNews = false;
    if (m_collected)
        settleCollecting();
    else if (m_bodyError)
        m_bodyObserver->bodyFailed(*m_bodyError);
    else
        m_bodyObserver->bodyReady();
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

void ClientStream::tellGone()
{
    m_isGone = true;
    giveBack();
    m_connection = nullptr;
    if (m_collected) {
        finishCollecting(tl::unexpected(clientGoneError()));
        return;
    }
    // The observer of the body may destroy this stream.
    m_lifeMark = std::make_shared<bool>(true);
    const std::weak_ptr<bool> mark = m_lifeMark;
    if (m_framing.isTunnel()) {
        m_body.endTunnel();
        m_hasBodyNews = true;
        tellBody();
    } else if (m_state != State::Ended && !m_body.isComplete() && !m_bodyError) {
        m_bodyError = clientGoneError();
        m_hasBodyNews = true;
        tellBody();
    }
    if (mark.expired() || !m_sinkObserver)
        return;
    m_isGoneTold = true;
    m_sinkObserver->clientGone();
}

void ClientStream::abandon()
{
    m_isGone = m_isGoneTold = true;
    m_connection = nullptr;
    m_charged = 0;
    m_sinkObserver = nullptr;
    m_bodyObserver = nullptr;
    m_collected = nullptr;
}

void ClientStream::sweep(Instant now, Instant lastInput)
{
    if (!m_connection || !m_isWanted || !wantsBody() || m_framing.isTunnel()
        || now - std::max(lastInput, m_wantedAt) <= m_connection->registry().settings().bodyTimeout)
        return;
    failBody(ErrorCode::RequestTimeout, QStringLiteral("The request body came too slowly."));
    tellBody();
}

} // namespace proxy
