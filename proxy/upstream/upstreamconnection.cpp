// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/upstream/upstreamconnection.h"

#include <utility>

namespace proxy {

namespace {

// One event's share of reading or writing, so that a fat stream lets the thin ones through.
constexpr qsizetype kReadBudget = 128 * 1024;
constexpr qsizetype kWriteBudget = 1024 * 1024;

} // namespace

UpstreamConnection::UpstreamConnection(const Endpoint &endpoint, std::span<char> buffer)
    : m_endpoint(endpoint)
    , m_buffer(buffer)
    , m_transport(makeTransport(endpoint, *this))
{ }

UpstreamConnection::~UpstreamConnection()
{
    close();
}

void UpstreamConnection::open(UpstreamConnectionObserver *observer)
{
    m_observer = observer;
    m_transport->open(m_endpoint);
}

void UpstreamConnection::prepare(const UpstreamRequest &request)
{
    Q_ASSERT(m_isOpen && m_request == nullptr);
    m_request = &request;
    m_parser.reset(request.method, request.upgradesToWebSocket);
    m_upload = Upload(request);
    m_isPrepared = true;
    m_hasSentAll = false;
    if (!m_upload.isOver() && request.source != nullptr && request.framing != BodyFraming::None)
        request.source->setBodyObserver(this);
}

void UpstreamConnection::startSending()
{
    if (m_isPrepared)
        pumpAndTell();
}

void UpstreamConnection::pause()
{
    m_isPaused = true;
    m_transport->setReading(false);
}

void UpstreamConnection::resume()
{
    m_isPaused = false;
    m_transport->setReading(true);
}

void UpstreamConnection::close()
{
    stopUpload();
    m_observer = nullptr;
    m_request = nullptr;
    m_isOpen = false;
    m_transport->close();
}

bool UpstreamConnection::isReusableNow() const
{
    return m_isOpen && m_request == nullptr && !m_transport->hasInput();
}

bool UpstreamConnection::isStale() const
{
    return m_isPrepared && m_transport->hasInput();
}

void UpstreamConnection::transportConnected()
{
    m_isOpen = true;
    m_observer->connectionOpened();
}

void UpstreamConnection::transportFailed(const Text &why)
{
    m_observer->connectionRefused(why);
}

void UpstreamConnection::transportReadable()
{
    qsizetype budget = kReadBudget;
    while (budget > 0 && !m_isPaused) {
        const IoResult result = m_transport->read(m_buffer);
        if (result.state == IoResult::State::WouldBlock)
            break;
        if (result.state != IoResult::State::Moved) {
            noteEnd(result.state == IoResult::State::Ended);
            return;
        }
        if (!consume({m_buffer.data(), result.bytes}))
            return;
        budget -= result.bytes;
        if (result.bytes < static_cast<qsizetype>(m_buffer.size()))
            break;
    }
    m_observer->connectionPaused();
    // A close inside leaves no observer.
    if (m_observer != nullptr && !m_waitsForWritable && !m_isPrepared)
        pumpAndTell();
}

/// False when this connection is closed, done with its request, or in other hands.
bool UpstreamConnection::consume(QByteArrayView input)
{
    if (m_request == nullptr) {
        fail(ErrorCode::UpstreamMalformed, Text::english("it spoke without being asked"));
        return false;
    }
    if (m_isPrepared) {
        // Not an answer to this request: another connection will do better.
        fail(ErrorCode::UpstreamClosed, Text::english("it spoke before it was asked"));
        return false;
    }
    while (true) {
        switch (m_parser.next(input)) {
        case ResponseParser::Event::NeedMore:
            return true;
        case ResponseParser::Event::Head:
            takeHead();
            break;
        case ResponseParser::Event::Body:
            m_observer->connectionBody(m_parser.piece());
            break;
        case ResponseParser::Event::End:
            finishAnswer(!input.isEmpty());
            return false;
        case ResponseParser::Event::Malformed:
            fail(m_parser.hasHead() ? ErrorCode::UpstreamCut : ErrorCode::UpstreamMalformed,
                 Text::english(m_parser.why()));
            return false;
        }
        if (m_observer == nullptr)
            return false;
    }
}

void UpstreamConnection::takeHead()
{
    const bool isTunnel = m_parser.head().framing == BodyFraming::Tunnel;
    // An answer that comes before the body is out has no use for the rest of it.
    if (!isTunnel)
        stopUpload();
    m_observer->connectionHead(m_parser.head());
    if (m_observer == nullptr || !isTunnel)
        return;
    m_upload.becomeTunnel();
    if (m_request->source != nullptr)
        m_request->source->setBodyObserver(this);
}

void UpstreamConnection::finishAnswer(bool hasExcess)
{
    const bool isReusable = m_parser.keepsAlive() && m_hasSentAll && !hasExcess;
    stopUpload();
    m_request = nullptr;
    if (m_isPaused)
        resume();
    std::exchange(m_observer, nullptr)->connectionFinished(isReusable);
}

void UpstreamConnection::noteEnd(bool inOrder)
{
    if (m_request != nullptr && inOrder && m_parser.endsWithConnection()) {
        finishAnswer(true);
        return;
    }
    const Text how = Text::code(inOrder ? "closed" : "reset");
    if (m_request != nullptr && m_parser.hasHead())
        fail(ErrorCode::UpstreamCut,
             Text::english("the connection was %1 in the middle of an answer", {how}));
    else
        fail(ErrorCode::UpstreamClosed,
             Text::english("the connection was %1 before an answer", {how}));
}

/// The observer gets to see this connection as it was, then it is its to close.
void UpstreamConnection::fail(ErrorCode code, const Text &detail)
{
    stopUpload();
    m_isOpen = false;
    m_transport->setReading(false);
    std::exchange(m_observer, nullptr)
        ->connectionFailed({.code = code, .source = ErrorSource::Upstream, .detail = detail});
}

void UpstreamConnection::transportWritable()
{
    m_waitsForWritable = false;
    pumpAndTell();
}

void UpstreamConnection::pumpAndTell()
{
    const bool hadSentAll = m_hasSentAll;
    pump();
    if (m_hasSentAll && !hadSentAll)
        m_observer->connectionSent();
}

void UpstreamConnection::pump()
{
    m_isPrepared = false;
    if (m_upload.isOver())
        return;
    writeSlices();
    if (!m_upload.isOver() || m_upload.isStopped())
        return;
    if (m_parser.hasHead())
        m_transport->finishWriting();
    else
        m_hasSentAll = true;
}

void UpstreamConnection::writeSlices()
{
    const bool isTunnel = m_parser.hasHead();
    qsizetype budget = kWriteBudget;
    while (!m_upload.isOver()) {
        // Reading comes first: what waits there may be the final answer.
        if (m_upload.hasWrittenAny() && !isTunnel && m_transport->hasInput())
            return;
        const Upload::Slice slice = m_upload.next();
        if (slice.isEmpty() && !m_upload.isOver())
            return;
        const IoResult result =
            budget > 0 ? m_transport->write(slice.first, slice.second) : IoResult();
        if (result.state == IoResult::State::Broken) {
            stopUpload();
            return;
        }
        m_written += static_cast<quint64>(result.bytes);
        m_upload.advance(result.bytes);
        budget -= result.bytes;
        if (result.bytes < slice.first.size() + slice.second.size()) {
            m_waitsForWritable = true;
            m_transport->notifyWritable();
            return;
        }
    }
}

void UpstreamConnection::stopUpload()
{
    if (m_request != nullptr && m_request->source != nullptr)
        m_request->source->setBodyObserver(nullptr);
    m_upload.stop();
}

void UpstreamConnection::bodyReady()
{
    if (!m_waitsForWritable)
        pumpAndTell();
}

void UpstreamConnection::bodyFailed(const Error &error)
{
    stopUpload();
    std::exchange(m_observer, nullptr)->connectionFailed(error);
}

} // namespace proxy
