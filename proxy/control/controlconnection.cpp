// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/control/controlconnection.h"

#include <algorithm>
#include <utility>

namespace proxy {

namespace {

constexpr size_t kReadBuffer = 16 * 1024;
// A server that sends each byte as a chunk needs six.
constexpr qsizetype kWireBytesPerByte = 8;

UpstreamRequest onTheWire(ControlRequest request)
{
    UpstreamRequest wire;
    wire.method = std::move(request.method);
    wire.target = targetOf(request.url);
    wire.headers.append("Host", authorityOf(request.url));
    for (const auto &[name, value] : kOwnFields)
        wire.headers.append(name, value);
    for (size_t at = 0; at < request.headers.size(); ++at) {
        const HeaderList::Field field = request.headers.at(at);
        wire.headers.append(field.name.toByteArray(), field.value.toByteArray());
    }
    if (wire.method != "GET") {
        wire.headers.append("Content-Length", QByteArray::number(request.body.size()));
        wire.framing = BodyFraming::Length;
        wire.body = std::move(request.body);
    }
    return wire;
}

} // namespace

ControlConnection::ControlConnection(qsizetype maxBody, Wants wants)
    : m_maxBody(maxBody)
    , m_wants(wants)
    , m_buffer(kReadBuffer)
{
    m_idleTimer.setSingleShot(true);
    QObject::connect(&m_idleTimer, &QTimer::timeout, &m_context, [this] { closeConnection(); });
}

ControlConnection::~ControlConnection()
{
    drop();
}

void ControlConnection::send(ControlRequest request, Done done)
{
    Q_ASSERT(!m_done);
    ++m_call;
    m_done = std::move(done);
    m_reply = {};
    m_wireBytes = 0;
    m_isOver = false;
    m_idleTimer.stop();
    Endpoint endpoint = endpointOf(request.url);
    const bool asksForProxy = mayHaveProxy(endpoint);
    const QUrl url = request.url;
    m_request = onTheWire(std::move(request));
    // The proxy that a kept connection may go through is no part of the comparison: it was chosen
    // for the same server.
    const bool isKept = m_connection && m_connection->endpoint().isSameServer(endpoint)
                        && m_connection->isReusableNow();
    if (isKept) {
        transmit();
        return;
    }
    closeConnection();
    if (!asksForProxy) {
        open(endpoint);
        return;
    }
    m_proxy.ask(
        [url] { return systemProxy(url); },
        [this, endpoint](const QNetworkProxy &proxy) { open(throughProxy(endpoint, proxy)); });
}

void ControlConnection::drop()
{
    m_done = nullptr;
    m_idleTimer.stop();
    m_proxy.forget();
    closeConnection();
}

void ControlConnection::open(const Endpoint &endpoint)
{
    m_connection = std::make_unique<UpstreamConnection>(endpoint, m_buffer);
    m_connection->open(this);
}

void ControlConnection::transmit()
{
    m_connection->setObserver(this);
    m_connection->prepare(m_request);
    m_connection->startSending();
}

void ControlConnection::closeConnection()
{
    if (!m_connection)
        return;
    m_connection->close();
    m_buried.push_back(std::move(m_connection));
    QMetaObject::invokeMethod(
        &m_context, [this] { m_buried.clear(); }, Qt::QueuedConnection);
}

void ControlConnection::connectionOpened()
{
    transmit();
}

void ControlConnection::connectionRefused(const Text &why)
{
    endWith(why);
}

void ControlConnection::connectionHead(const ResponseHead &head)
{
    m_reply.status = head.status;
    m_reply.headers = head.headers;
    if (m_wants == Wants::HeadAlone || head.status / 100 != 2)
        endWith({});
}

void ControlConnection::connectionBody(const BodyPiece &piece)
{
    m_wireBytes += piece.wire.size();
    for (const QByteArrayView part : piece.payload) {
        if (part.size() > m_maxBody - m_reply.body.size())
            m_reply.isTooLarge = true;
        else
            m_reply.body.append(part);
    }
    m_reply.isTooLarge =
        m_reply.isTooLarge || m_wireBytes / kWireBytesPerByte > std::max(m_maxBody, qsizetype(64));
    if (m_reply.isTooLarge)
        endWith({});
}

void ControlConnection::connectionFinished(bool isReusable)
{
    if (isReusable) {
        m_connection->setObserver(this);
        m_idleTimer.start(kIdleTime);
    } else {
        closeConnection();
    }
    end();
}

/// Also told of a connection on which nothing is under way.
void ControlConnection::connectionFailed(const Error &error)
{
    if (m_isOver)
        closeConnection();
    else
        endWith(error.detail);
}

void ControlConnection::endWith(const Text &fault)
{
    m_reply.fault = fault;
    closeConnection();
    end();
}

/// Queued: whoever hears of it may destroy this object, and its transport is still speaking.
void ControlConnection::end()
{
    m_isOver = true;
    QMetaObject::invokeMethod(
        &m_context,
        [this, call = m_call] {
            if (call != m_call || !m_done)
                return;
            const Done done = std::exchange(m_done, nullptr);
            done(std::exchange(m_reply, {}));
        },
        Qt::QueuedConnection);
}

} // namespace proxy
