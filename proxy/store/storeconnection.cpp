// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/store/storeconnection.h"

#include "proxy/store/storecommand.h"

#include <array>
#include <utility>

namespace proxy {

namespace {

constexpr size_t kReadBuffer = 16 * 1024;
/// Reads of one event, so that other connections have their turn.
constexpr int kMostReads = 4;
constexpr qsizetype kShownRefusal = 120;

/// Errors of a greeting by which the store says no for good.
bool isRefusal(const StoreReply &reply)
{
    for (const QByteArrayView code : {"WRONGPASS", "NOAUTH", "NOPERM", "ERR"}) {
        if (reply.isError(code))
            return true;
    }
    return false;
}

} // namespace

StoreConnection::StoreConnection(StoreAddress address, QByteArray authorities,
                                 StoreConnectionObserver &observer)
    : m_address(std::move(address))
    , m_authorities(std::move(authorities))
    , m_observer(observer)
{
    m_silence.setSingleShot(true);
    QObject::connect(&m_silence, &QTimer::timeout, &m_context, [this] {
        lose({.why = Text::english("no answer within %1 ms", {qint64(kSilence.count())}),
              .isSilent = true});
    });
}

StoreConnection::~StoreConnection()
{
    close();
}

void StoreConnection::open()
{
    const Endpoint endpoint {.host = m_address.host,
                             .port = m_address.port,
                             .isTls = m_address.isTls,
                             .authorities = m_authorities};
    m_state = State::Opening;
    m_reader = std::make_unique<ReplyReader>();
    m_silence.start(kSilence);
    m_transport = makeTransport(endpoint, *this);
    m_transport->open(endpoint);
}

void StoreConnection::close()
{
    m_state = State::Closed;
    m_silence.stop();
    m_out.clear();
    m_waiting.clear();
    m_unanswered.clear();
    m_greetings = 0;
    if (!m_transport)
        return;
    m_transport->close();
    m_buried.push_back(std::move(m_transport));
    QMetaObject::invokeMethod(
        &m_context, [this] { m_buried.clear(); }, Qt::QueuedConnection);
}

bool StoreConnection::send(quint64 tag, QByteArrayView wire)
{
    QByteArray &queue = m_state == State::Ready ? m_out : m_waiting;
    if (m_state == State::Closed || m_unanswered.size() >= kMostUnanswered
        || queue.size() + wire.size() > kMostUnsent)
        return false;
    queue.append(wire);
    m_unanswered.push_back(tag);
    if (m_state == State::Ready) {
        if (!m_silence.isActive())
            m_silence.start(kSilence);
        flushSoon();
    }
    return true;
}

void StoreConnection::transportConnected()
{
    m_state = State::Greeting;
    greet();
    flush();
}

/// Without a reply to PING it is not known whether the store wants a password, or loads its data.
void StoreConnection::greet()
{
    const auto say = [this](const StoreCommand &command) {
        m_out.append(command.wire);
        ++m_greetings;
    };
    if (!m_address.password.isEmpty()) {
        say(m_address.user.isEmpty()
                ? commandWithoutKey({"AUTH", m_address.password})
                : commandWithoutKey({"AUTH", m_address.user, m_address.password}));
    }
    if (m_address.database > 0)
        say(commandWithoutKey({"SELECT", QByteArray::number(m_address.database)}));
    say(commandWithoutKey({"PING"}));
}

void StoreConnection::transportFailed(const Text &why)
{
    lose({.why = why});
}

void StoreConnection::transportReadable()
{
    std::array<char, kReadBuffer> buffer;
    for (int reads = 0; reads < kMostReads && m_transport; ++reads) {
        const IoResult result = m_transport->read(buffer);
        if (result.state == IoResult::State::WouldBlock)
            return;
        if (result.state != IoResult::State::Moved)
            return lose(
                {.why = Text::english(
                     "the connection was %1",
                     {Text::code(result.state == IoResult::State::Broken ? "reset" : "closed")})});
        m_reader->feed(QByteArrayView(buffer.data(), result.bytes));
        takeReplies();
    }
}

void StoreConnection::takeReplies()
{
    while (m_state != State::Closed) {
        std::optional<StoreReply> reply = m_reader->next();
        if (!reply)
            break;
        if (m_state == State::Greeting)
            takeGreeting(*reply);
        else
            take(*std::move(reply));
    }
    if (m_state != State::Closed && m_reader->isBroken())
        lose({.why = Text::english("its answer is not understood")});
}

void StoreConnection::takeGreeting(const StoreReply &reply)
{
    if (reply.isError())
        return lose(
            {.why = Text::words(reply.text.left(kShownRefusal)), .isRefused = isRefusal(reply)});
    if (--m_greetings > 0)
        return;
    m_state = State::Ready;
    m_out.append(std::exchange(m_waiting, {}));
    if (m_unanswered.empty())
        m_silence.stop();
    else
        m_silence.start(kSilence);
    flush();
    m_observer.storeReady(*this);
}

void StoreConnection::take(StoreReply reply)
{
    if (m_unanswered.empty())
        return lose({.why = Text::english("its answer is not understood")});
    const quint64 tag = m_unanswered.front();
    m_unanswered.pop_front();
    if (m_unanswered.empty())
        m_silence.stop();
    else
        m_silence.start(kSilence);
    if (tag != 0)
        m_observer.storeReplied(*this, tag, std::move(reply));
}

void StoreConnection::transportWritable()
{
    flush();
}

/// What one turn of the event loop asks goes out with one call of the system.
void StoreConnection::flushSoon()
{
    if (std::exchange(m_flushes, true))
        return;
    QMetaObject::invokeMethod(
        &m_context,
        [this] {
            m_flushes = false;
            flush();
        },
        Qt::QueuedConnection);
}

void StoreConnection::flush()
{
    while (m_transport && m_state >= State::Greeting && !m_out.isEmpty()) {
        const IoResult result = m_transport->write(m_out, {});
        if (result.state == IoResult::State::WouldBlock)
            return m_transport->notifyWritable();
        // The reading tells why it broke.
        if (result.state != IoResult::State::Moved)
            return m_out.clear();
        m_out.remove(0, result.bytes);
    }
}

void StoreConnection::lose(StoreLoss loss)
{
    loss.unanswered.assign(m_unanswered.begin(), m_unanswered.end());
    close();
    m_observer.storeLost(*this, loss);
}

} // namespace proxy
