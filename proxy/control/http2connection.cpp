// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/control/http2connection.h"

#include <nghttp2/nghttp2.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace proxy {

namespace {

constexpr size_t kReadChunk = 16 * 1024;
/// Reads of one event, so that other connections have their turn.
constexpr int kMostReads = 4;
/// Of all heads of one answer together, informational ones included.
constexpr size_t kMaxHead = 64 * 1024;

nghttp2_nv field(const QByteArray &name, const QByteArray &value, bool isSecret = false)
{
    // nghttp2 copies both, and changes neither.
    const auto bytes = [](const QByteArray &text) {
        return reinterpret_cast<uint8_t *>(const_cast<char *>(text.constData()));
    };
    return {.name = bytes(name),
            .value = bytes(value),
            .namelen = size_t(name.size()),
            .valuelen = size_t(value.size()),
            .flags = uint8_t(isSecret ? NGHTTP2_NV_FLAG_NO_INDEX : NGHTTP2_NV_FLAG_NONE)};
}

QByteArrayView viewOf(const uint8_t *bytes, size_t size)
{
    return {reinterpret_cast<const char *>(bytes), qsizetype(size)};
}

Text endedEarly(bool isReset)
{
    return Text::english("the connection was %1 before an answer",
                         {Text::code(isReset ? "reset" : "closed")});
}

Text brokenRules()
{
    return Text::english("the server does not keep to HTTP/2");
}

ControlReply failedReply(const Text &fault)
{
    ControlReply reply;
    reply.fault = fault;
    return reply;
}

} // namespace

/// One call.
struct Http2Connection::Stream
{
    quint64 call = 0;
    ControlRequest request;
    Done done;
    ControlReply reply = {};
    int32_t id = 0; ///< 0: not sent yet
    size_t headBytes = 0;
    qsizetype bodySent = 0;
    quint64 arrivalsBefore = 0;
    bool hasStatus = false; ///< of the head that is being read; a trailer has none
    bool isOver = false; ///< has its reply, which is told when nghttp2 has done its work
};

/// What nghttp2 calls while it reads and writes. Nothing here destroys a stream or the session.
struct Http2Connection::Callbacks
{
    static Stream *streamOf(nghttp2_session *session, int32_t id)
    {
        return static_cast<Stream *>(nghttp2_session_get_stream_user_data(session, id));
    }

    static void finish(nghttp2_session *session, Stream &stream)
    {
        stream.isOver = true;
        nghttp2_session_set_stream_user_data(session, stream.id, nullptr);
        nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, stream.id, NGHTTP2_CANCEL);
    }

    static int beganHead(nghttp2_session *session, const nghttp2_frame *frame, void *)
    {
        if (Stream *stream = streamOf(session, frame->hd.stream_id))
            stream->hasStatus = false;
        return 0;
    }

    static int gotField(nghttp2_session *session, const nghttp2_frame *frame, const uint8_t *name,
                        size_t nameSize, const uint8_t *value, size_t valueSize, uint8_t, void *)
    {
        Stream *stream = streamOf(session, frame->hd.stream_id);
        if (stream == nullptr)
            return 0;
        stream->headBytes += nameSize + valueSize + 32; // RFC 9113, section 6.5.2
        if (stream->headBytes > kMaxHead) {
            stream->reply = failedReply(Text::english("the head is too large"));
            finish(session, *stream);
            return 0;
        }
        const QByteArrayView key = viewOf(name, nameSize);
        const QByteArrayView text = viewOf(value, valueSize);
        if (key == ":status") {
            stream->hasStatus = true;
            stream->reply.status = 0;
            stream->reply.headers = {};
            std::from_chars(text.begin(), text.end(), stream->reply.status);
        } else if (stream->hasStatus) {
            stream->reply.headers.append(key.toByteArray(), text.toByteArray());
        }
        return 0;
    }

    static int gotFrame(nghttp2_session *session, const nghttp2_frame *frame, void *connection)
    {
        if (frame->hd.type == NGHTTP2_GOAWAY)
            static_cast<Http2Connection *>(connection)->m_state = State::Retiring;
        Stream *stream = streamOf(session, frame->hd.stream_id);
        const bool isHead = frame->hd.type == NGHTTP2_HEADERS;
        if (stream != nullptr && isHead && stream->reply.status >= 300)
            finish(session, *stream);
        return 0;
    }

    static int gotData(nghttp2_session *session, uint8_t, int32_t id, const uint8_t *data,
                       size_t size, void *connection)
    {
        Stream *stream = streamOf(session, id);
        if (stream == nullptr)
            return 0;
        const qsizetype limit = static_cast<Http2Connection *>(connection)->m_maxBody;
        if (qsizetype(size) > limit - stream->reply.body.size()) {
            stream->reply.isTooLarge = true;
            finish(session, *stream);
        } else {
            stream->reply.body.append(viewOf(data, size));
        }
        return 0;
    }

    static int closed(nghttp2_session *session, int32_t id, uint32_t error, void *)
    {
        Stream *stream = streamOf(session, id);
        if (stream == nullptr)
            return 0;
        if (error != NGHTTP2_NO_ERROR || stream->reply.status < 200)
            stream->reply = failedReply(endedEarly(error != NGHTTP2_NO_ERROR));
        stream->isOver = true;
        return 0;
    }

    static ssize_t giveBody(nghttp2_session *session, int32_t id, uint8_t *to, size_t room,
                            uint32_t *flags, nghttp2_data_source *, void *)
    {
        Stream *stream = streamOf(session, id);
        if (stream == nullptr)
            return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
        const QByteArrayView left = QByteArrayView(stream->request.body).sliced(stream->bodySent);
        const qsizetype size = std::min(left.size(), qsizetype(room));
        std::copy_n(left.begin(), size, to);
        stream->bodySent += size;
        if (size == left.size())
            *flags |= NGHTTP2_DATA_FLAG_EOF;
        return size;
    }
};

void Http2Connection::EndSession::operator()(nghttp2_session *session) const
{
    nghttp2_session_del(session);
}

Http2Connection::Http2Connection(qsizetype maxBody, Clock clock)
    : m_maxBody(maxBody)
    , m_clock(std::move(clock))
{
    m_idleTimer.setSingleShot(true);
    QObject::connect(&m_idleTimer, &QTimer::timeout, &m_context, [this] { close(); });
}

Http2Connection::~Http2Connection()
{
    close();
}

bool Http2Connection::takes(const QUrl &url) const
{
    const Endpoint endpoint = endpointOf(url);
    if (!endpoint.isTls || m_state == State::Retiring)
        return false;
    if (endpoint.isSameServer(m_silent) && m_clock() < m_silentUntil)
        return false;
    return m_state == State::Closed || endpoint.isSameServer(m_endpoint);
}

quint64 Http2Connection::send(ControlRequest request, Done done)
{
    m_idleTimer.stop();
    const quint64 call = ++m_calls;
    const QUrl url = request.url;
    auto stream = std::make_unique<Stream>();
    stream->call = call;
    stream->request = std::move(request);
    stream->done = std::move(done);
    stream->arrivalsBefore = m_arrivals;
    Stream &added = *stream;
    m_streams.emplace(call, std::move(stream));
    if (m_state == State::Open) {
        submit(added);
        flush();
        settle();
    } else if (m_state == State::Closed) {
        m_state = State::Opening;
        m_endpoint = endpointOf(url);
        m_endpoint.offersHttp2 = true;
        if (mayHaveProxy(m_endpoint))
            m_proxy.ask(
                [url] { return systemProxy(url); },
                [this](const QNetworkProxy &proxy) { open(throughProxy(m_endpoint, proxy)); });
        else
            open(m_endpoint);
    }
    return call;
}

void Http2Connection::open(const Endpoint &endpoint)
{
    m_transport = makeTransport(endpoint, *this);
    m_transport->open(endpoint);
}

void Http2Connection::cancel(quint64 call)
{
    m_ended.erase(call);
    const auto found = m_streams.find(call);
    if (found == m_streams.end())
        return;
    Stream &stream = *found->second;
    const bool isMute = m_state == State::Open && stream.arrivalsBefore == m_arrivals;
    if (m_session && stream.id != 0)
        Callbacks::finish(m_session.get(), stream);
    m_streams.erase(found);
    if (isMute)
        m_state = State::Retiring;
    if (m_session)
        flush();
    settle();
}

void Http2Connection::retire()
{
    if (m_state == State::Closed)
        return;
    m_state = State::Retiring;
    settle();
}

void Http2Connection::transportConnected()
{
    if (!m_transport->speaksHttp2()) {
        m_silent = m_endpoint;
        m_silentUntil = m_clock() + kMemory;
        close();
        return endAll(std::nullopt);
    }
    if (!beginSession())
        return fail(endedEarly(true));
    if (m_state == State::Opening)
        m_state = State::Open;
    for (const auto &[call, stream] : m_streams)
        submit(*stream);
    flush();
    settle();
}

bool Http2Connection::beginSession()
{
    nghttp2_session_callbacks *callbacks = nullptr;
    if (nghttp2_session_callbacks_new(&callbacks) != 0)
        return false;
    nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, Callbacks::beganHead);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, Callbacks::gotField);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, Callbacks::gotFrame);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, Callbacks::gotData);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, Callbacks::closed);
    nghttp2_session *session = nullptr;
    const int failed = nghttp2_session_client_new(&session, callbacks, this);
    nghttp2_session_callbacks_del(callbacks);
    if (failed != 0)
        return false;
    m_session.reset(session);
    constexpr std::array<nghttp2_settings_entry, 2> kSettings {
        {{NGHTTP2_SETTINGS_ENABLE_PUSH, 0}, {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, kMaxHead}}};
    return nghttp2_submit_settings(session, NGHTTP2_FLAG_NONE, kSettings.data(), kSettings.size())
           == 0;
}

void Http2Connection::submit(Stream &stream)
{
    const ControlRequest &request = stream.request;
    const QByteArray authority = authorityOf(request.url);
    const QByteArray target = targetOf(request.url);
    const QByteArray length = QByteArray::number(request.body.size());
    std::vector<std::pair<QByteArray, QByteArray>> texts {{":method", request.method},
                                                          {":scheme", "https"},
                                                          {":authority", authority},
                                                          {":path", target}};
    for (const auto &[name, value] : kOwnFields)
        texts.emplace_back(QByteArray(name).toLower(), value);
    for (size_t at = 0; at < request.headers.size(); ++at)
        texts.emplace_back(request.headers.at(at).name.toByteArray().toLower(),
                           request.headers.at(at).value.toByteArray());
    const bool hasBody = request.method != "GET";
    if (hasBody)
        texts.emplace_back("content-length", length);
    std::vector<nghttp2_nv> fields;
    fields.reserve(texts.size());
    for (const auto &[name, value] : texts)
        fields.push_back(field(name, value, name == "authorization"));
    nghttp2_data_provider body {};
    body.read_callback = Callbacks::giveBody;
    stream.id = nghttp2_submit_request(m_session.get(), nullptr, fields.data(), fields.size(),
                                       hasBody ? &body : nullptr, &stream);
    if (stream.id >= 0)
        return;
    // No number is left, or no memory.
    stream.id = 0;
    stream.reply = failedReply(endedEarly(true));
    stream.isOver = true;
    m_state = State::Retiring;
}

void Http2Connection::transportFailed(const Text &why)
{
    fail(why);
}

void Http2Connection::transportReadable()
{
    std::array<char, kReadChunk> buffer;
    for (int reads = 0; reads < kMostReads; ++reads) {
        const IoResult result = m_transport->read(buffer);
        if (result.state == IoResult::State::WouldBlock)
            break;
        if (result.state != IoResult::State::Moved)
            return fail(endedEarly(result.state == IoResult::State::Broken));
        ++m_arrivals;
        const ssize_t taken = nghttp2_session_mem_recv(
            m_session.get(), reinterpret_cast<const uint8_t *>(buffer.data()),
            size_t(result.bytes));
        if (taken < 0)
            return fail(brokenRules());
    }
    flush();
    settle();
    // After a fault of the server it is over for nghttp2, once that was said.
    if (m_session && nghttp2_session_want_read(m_session.get()) == 0
        && nghttp2_session_want_write(m_session.get()) == 0)
        fail(brokenRules());
}

void Http2Connection::transportWritable()
{
    flush();
}

void Http2Connection::flush()
{
    if (!m_session)
        return;
    const uint8_t *data = nullptr;
    for (;;) {
        const ssize_t size = nghttp2_session_mem_send(m_session.get(), &data);
        if (size <= 0)
            break;
        m_out.append(viewOf(data, size_t(size)));
    }
    while (!m_out.isEmpty()) {
        const IoResult result = m_transport->write(m_out, {});
        if (result.state == IoResult::State::WouldBlock)
            return m_transport->notifyWritable();
        // The reading tells why it broke.
        if (result.state != IoResult::State::Moved)
            return m_out.clear();
        m_out.remove(0, result.bytes);
    }
}

void Http2Connection::fail(const Text &why)
{
    close();
    endAll(failedReply(why));
}

void Http2Connection::close()
{
    m_state = State::Closed;
    m_idleTimer.stop();
    m_proxy.forget();
    m_session.reset();
    m_out.clear();
    if (!m_transport)
        return;
    m_transport->close();
    m_buried.push_back(std::move(m_transport));
    QMetaObject::invokeMethod(
        &m_context, [this] { m_buried.clear(); }, Qt::QueuedConnection);
}

void Http2Connection::endAll(const std::optional<ControlReply> &reply)
{
    while (!m_streams.empty()) {
        Stream &stream = *m_streams.begin()->second;
        end(stream.call, stream.isOver ? stream.reply : reply);
    }
}

/// Queued: whoever hears of it may destroy this object, and its transport is still speaking.
void Http2Connection::end(quint64 call, std::optional<ControlReply> reply)
{
    const auto stream = m_streams.extract(call);
    m_ended.emplace(call, std::pair(std::move(stream.mapped()->done), std::move(reply)));
    QMetaObject::invokeMethod(
        &m_context,
        [this, call] {
            auto ended = m_ended.extract(call);
            if (!ended.empty())
                ended.mapped().first(std::move(ended.mapped().second));
        },
        Qt::QueuedConnection);
}

/// Tells what is over, and closes what is needed no more.
void Http2Connection::settle()
{
    std::vector<quint64> over;
    for (const auto &[call, stream] : m_streams) {
        if (stream->isOver)
            over.push_back(call);
    }
    for (const quint64 call : over) {
        Stream &stream = *m_streams.at(call);
        end(call, std::move(stream.reply));
    }
    if (!m_streams.empty() || m_state == State::Closed)
        return;
    if (m_state == State::Retiring)
        close();
    else
        m_idleTimer.start(kIdleTime);
}

} // namespace proxy
