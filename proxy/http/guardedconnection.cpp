// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/http/guardedconnection.h"

#include "proxy/config/proxyconfig.h"
#include "proxy/http/clientstream.h"
#include "proxy/http/connectionregistry.h"
#include "proxy/http/proxyheader.h"
#include "proxy/http/targetpath.h"

#include <QLoggingCategory>

#include <utility>

namespace proxy {

namespace {

Q_LOGGING_CATEGORY(lcGuard, "llmproxy.guard")

Instant currentTime()
{
    return std::chrono::steady_clock::now();
}

} // namespace

GuardedConnection::GuardedConnection(qintptr descriptor, ConnectionRegistry &registry,
                                     QObject *parent)
    : QObject(parent)
    , m_registry(registry)
    , m_socket(descriptor, *this)
    , m_in(m_socket)
    , m_output(m_socket)
    , m_ending(m_socket, m_output)
    , m_parser(registry.rules())
    , m_timeouts(currentTime())
    , m_peer(m_socket.peerAddress())
    , m_peerPort(m_socket.peerPort())
{
    m_awaitsPreface =
        registry.settings().proxyProtocol && registry.trustedProxies().contains(m_peer);
    m_id = registry.add(this);
}

GuardedConnection::~GuardedConnection()
{
    abandonStream();
    m_registry.remove(m_id);
}

void GuardedConnection::abandonStream()
{
    m_phase = Phase::Closed;
    if (ClientStream *stream = std::exchange(m_stream, nullptr))
        stream->abandon();
}

std::unique_ptr<ClientStream> GuardedConnection::takeWaiting()
{
    return std::move(m_waiting);
}

void GuardedConnection::scheduleTurn()
{
    m_registry.scheduleTurn(m_id);
}

void GuardedConnection::socketReadable()
{
    readInput();
    if (!m_socket.hasEnded())
        return;
    // What the kernel refused of an answer still goes out.
    if (m_output.hasRest())
        m_socket.setReading(false);
    else
        m_socket.close();
}

void GuardedConnection::readInput()
{
    m_timeouts.noteInput(currentTime());
    if (m_phase == Phase::Closing || m_phase == Phase::Closed) {
        m_in.discard();
        m_ending.noteProgress(m_timeouts.lastActive());
        return;
    }
    if (m_phase == Phase::Exchange && m_in.isEmpty())
        readBody();
    else
        m_in.read();
    consume();
}

/// A body with a length goes from the kernel to where it will stay.
void GuardedConnection::readBody()
{
    const std::span<char> room = m_stream->intake().room();
    if (room.empty())
        m_in.read();
    else
        m_stream->intake().noteRead(m_in.readInto(room));
}

void GuardedConnection::consume()
{
    if (m_phase == Phase::Exchange)
        feedBody();
    else if (m_phase == Phase::Head)
        parseHead();
    updatePause();
}

void GuardedConnection::feedBody()
{
    BodyIntake &intake = m_stream->intake();
    if (!m_in.isEmpty() && intake.wantsMore())
        m_in.advance(intake.feed(m_in.pending()));
    intake.tell(); // may end the exchange and the stream
}

void GuardedConnection::parseHead()
{
    if (m_in.isEmpty())
        return;
    if (m_parser.isFresh() && !m_isPrefaceBegun)
        m_timeouts.noteHead();
    if (m_awaitsPreface && !passPreface())
        return;
    switch (m_parser.parse(m_in.pending())) {
    case RequestParser::Progress::Incomplete:
        return;
    case RequestParser::Progress::Refused:
        answerRefused(m_parser.takeHead(), m_parser.error());
        return;
    case RequestParser::Progress::Complete:
        m_in.advance(m_parser.headSize());
        startExchange(m_parser.takeHead());
        return;
    }
}

/// Whether a head may follow by now. The header of the PROXY protocol says who is served.
bool GuardedConnection::passPreface()
{
    m_isPrefaceBegun = true;
    const ProxyHeader header = readProxyHeader(m_in.pending());
    switch (header.state) {
    case ProxyHeader::State::Incomplete:
        return false;
    case ProxyHeader::State::Absent:
        // Our own commands ask from this machine, where a balancer may run as well.
        if (m_peer.isLoopback())
            break;
        answerRefused({}, refusal(ErrorCode::MalformedRequest,
                                  Text::english("A trusted proxy begins with a header of the PROXY "
                                                "protocol here.")));
        return false;
    case ProxyHeader::State::Refused:
        answerRefused({}, refusal(ErrorCode::MalformedRequest, header.problem));
        return false;
    case ProxyHeader::State::Complete:
        m_in.advance(header.bytes);
        if (header.source) {
            m_peer = believable(m_peer, *header.source);
            m_peerPort = header.sourcePort;
        }
        break;
    }
    m_awaitsPreface = false;
    m_isPrefaceBegun = false;
    return !m_in.isEmpty();
}

void GuardedConnection::startExchange(RequestHead head)
{
    m_phase = Phase::Exchange;
    ++m_registry.counters().openExchanges;
    m_waiting = std::make_unique<ClientStream>(this, completed(std::move(head)));
    m_stream = m_waiting.get();
    if (!m_in.isEmpty())
        m_in.advance(m_stream->intake().feed(m_in.pending()));
    m_registry.handOver(m_id);
}

/// The parser knows neither the peer nor the time.
RequestHead GuardedConnection::completed(RequestHead head) const
{
    head.peer = m_registry.trustedProxies().clientOf(m_peer, head.headers);
    head.peerPort = head.peer == m_peer ? m_peerPort : 0;
    head.arrivedAt = m_timeouts.headBegan();
    return head;
}

/// The answer to what never became an exchange.
void GuardedConnection::answerRefused(RequestHead head, const Error &error)
{
    head = completed(std::move(head));
    if (head.normalisedPath.isEmpty() && head.target.startsWith('/'))
        head.normalisedPath = normalisedPath(splitProject(head.target).target);
    const Reply reply = m_registry.callbacks().errorReply(error, head.dialect());
    AnswerFraming framing;
    framing.begin(head, headOf(reply), false, m_output.gathered());
    const QByteArrayView body = reply.body;
    const BodyPiece piece {body, {&body, 1}};
    for (const QByteArrayView view : framing.frame(piece))
        m_output.append(view);
    ++m_registry.counters().requestsRefused;
    close(ConnectionEnding::Manner::Lingering);
    m_registry.callbacks().requestRefused(head, error, reply.status);
}

void GuardedConnection::refuse(const Error &error)
{
    m_timeouts.noteHead();
    answerRefused({}, error);
}

void GuardedConnection::resumeBody()
{
    if (m_phase != Phase::Exchange)
        return;
    updatePause();
    if (!m_in.isEmpty())
        scheduleTurn();
}

bool GuardedConnection::mayKeepAlive() const
{
    return !m_registry.isStopping();
}

void GuardedConnection::socketWritable()
{
    m_output.sendRest();
    noteWritten();
    const bool isOver = m_socket.hasEnded() && !m_output.hasRest();
    if (m_output.isBroken() || isOver)
        m_socket.close();
}

void GuardedConnection::noteWritten()
{
    m_ending.noteProgress(currentTime());
    if (m_phase == Phase::Exchange)
        m_stream->tellDrained();
    else if (m_output.unsentBytes() == 0)
        takeTurn();
}

void GuardedConnection::takeTurn()
{
    if (m_output.isBroken())
        m_socket.close();
    if (m_phase == Phase::Flushing && m_output.unsentBytes() == 0) {
        if (ClientStream *finished = std::exchange(m_stream, nullptr))
            finished->tellFinished();
        afterAnswer();
    }
    if (m_phase == Phase::Closing)
        m_ending.proceed();
    else if (m_phase != Phase::Closed)
        consume();
}

void GuardedConnection::socketClosed()
{
    if (m_phase == Phase::Closed)
        return;
    if (m_phase == Phase::Exchange)
        --m_registry.counters().openExchanges;
    m_phase = Phase::Closed;
    m_registry.remove(m_id);
    deleteLater();
    // A stream that QHttpServer never dispatched has nobody to tell.
    const std::unique_ptr<ClientStream> undispatched = std::move(m_waiting);
    ClientStream *stream = std::exchange(m_stream, nullptr);
    if (!stream)
        return;
    stream->tellGone(m_in.pending());
}

bool GuardedConnection::shouldPause() const
{
    if (m_phase == Phase::Exchange && !m_stream->intake().wantsMore()
        && !m_stream->intake().isRead())
        return true;
    return (m_phase == Phase::Exchange || m_phase == Phase::Flushing)
           && m_in.pendingSize() >= kMaxPending;
}

void GuardedConnection::updatePause()
{
    const bool should = shouldPause();
    if (should == m_in.isPaused())
        return;
    if (should)
        m_in.pause();
    else
        m_in.resume();
}

void GuardedConnection::finishAnswer(bool closes, bool isRead, bool isWatched)
{
    m_isRead = isRead;
    endExchange(closes);
    if (!isWatched)
        m_stream = nullptr;
    if (m_registry.holdsBack(m_id))
        return;
    m_output.flush();
    finishSending();
}

void GuardedConnection::finishSending()
{
    const bool isSent = m_output.unsentBytes() == 0;
    if (m_output.isBroken() || (isSent && m_stream))
        scheduleTurn(); // for clientFinished()
    else if (isSent)
        afterAnswer();
}

void GuardedConnection::send()
{
    if (m_registry.holdsBack(m_id))
        return;
    m_output.flush();
    noteSent();
}

void GuardedConnection::noteSent()
{
    if (m_phase == Phase::Flushing)
        finishSending();
    else if (m_phase == Phase::Exchange)
        m_stream->noteOutput();
}

void GuardedConnection::cutAnswer(bool asReset)
{
    m_stream = nullptr;
    endExchange(true);
    close(asReset ? ConnectionEnding::Manner::Reset : ConnectionEnding::Manner::Plain);
}

void GuardedConnection::endExchange(bool closes)
{
    m_phase = Phase::Flushing;
    m_closes = closes;
    m_timeouts.noteAnswer(currentTime());
    --m_registry.counters().openExchanges;
}

/// The answer is in the kernel's hands: on to the next request, or the end.
void GuardedConnection::afterAnswer()
{
    if (m_closes || m_registry.isStopping()) {
        const bool lingers = !m_isRead || !m_in.isEmpty();
        close(lingers ? ConnectionEnding::Manner::Lingering : ConnectionEnding::Manner::Plain);
        return;
    }
    m_phase = Phase::Head;
    if (!m_in.isEmpty())
        scheduleTurn();
}

void GuardedConnection::close(ConnectionEnding::Manner manner)
{
    m_phase = Phase::Closing;
    m_in.resume();
    m_ending.begin(manner, currentTime());
}

void GuardedConnection::closeIfIdle()
{
    if (m_phase == Phase::Head && m_in.isEmpty() && !m_timeouts.mayBringFirst(currentTime()))
        close(ConnectionEnding::Manner::Plain);
}

void GuardedConnection::cut()
{
    m_ending.giveUp();
}

void GuardedConnection::sweep(Instant now)
{
    // The kernel tells of a FIN that stands behind input we do not read.
    if (m_in.isPaused() && m_socket.hasPeerLeft())
        m_socket.close();
    else if (m_phase == Phase::Head)
        sweepHead(now);
    else if (m_phase == Phase::Exchange)
        sweepExchange(now);
    else if (m_phase == Phase::Closing)
        m_ending.sweep(now);
}

void GuardedConnection::sweepHead(Instant now)
{
    switch (m_timeouts.judge(m_registry.settings(), !m_in.isEmpty(), now)) {
    case ConnectionTimeouts::Verdict::Wait:
        return;
    case ConnectionTimeouts::Verdict::Idle:
        m_in.releaseBuffer();
        m_output.releaseBuffer();
        return;
    case ConnectionTimeouts::Verdict::Unwanted:
        close(ConnectionEnding::Manner::Plain);
        return;
    case ConnectionTimeouts::Verdict::TooSlow:
        answerRefused(m_parser.takeHead(),
                      refusal(ErrorCode::RequestTimeout,
                              Text::english("The head of the request came too slowly.")));
        return;
    }
}

void GuardedConnection::sweepExchange(Instant now)
{
    if (m_waiting) {
        qCCritical(lcGuard, "QHttpServer did not dispatch a request that was handed to it.");
        m_socket.close();
        return;
    }
    BodyIntake &intake = m_stream->intake();
    if (!intake.isOverdue(now, m_timeouts.lastActive(), m_registry.settings().bodyTimeout))
        return;
    intake.fail(
        refusal(ErrorCode::RequestTimeout, Text::english("The request body came too slowly.")));
    intake.tell();
}

} // namespace proxy
