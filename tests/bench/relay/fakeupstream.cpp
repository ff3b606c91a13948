// SPDX-License-Identifier: LicenseRef-Private
#include "fakeupstream.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace bench {

namespace {

constexpr size_t kScratch = 256 * 1024;
constexpr int kEventsBeforeCut = 3;

std::string whole(int status, const std::string &body)
{
    std::array<char, 160> head {};
    const int size = std::snprintf(head.data(), head.size(),
                                   "HTTP/1.1 %d Answer\r\nContent-Type: application/json\r\n"
                                   "Content-Length: %zu\r\n\r\n",
                                   status, body.size());
    return std::string(head.data(), static_cast<size_t>(size)) + body;
}

std::string marker(unsigned long long id)
{
    std::array<char, 48> text {};
    const int size = std::snprintf(text.data(), text.size(), "@%016lld#%020llu",
                                   static_cast<long long>(nowMicros()), id);
    return {text.data(), static_cast<size_t>(size)};
}

std::string message(unsigned long long id)
{
    static const std::string text(1700, 'x');
    return R"({"id":"msg_1","type":"message","role":"assistant","model":"claude-haiku-4-5",)"
           R"("content":[{"type":"text","text":")"
           + marker(id) + text
           + R"("}],"stop_reason":"end_turn","usage":{"input_tokens":10,"output_tokens":20}})";
}

std::string streamEvent(unsigned long long id)
{
    const std::string event = "event: content_block_delta\ndata: {\"type\":\"content_block_delta\","
                              "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\""
                              + marker(id) + " some words of it\"}}\n\n";
    std::array<char, 16> size {};
    std::snprintf(size.data(), size.size(), "%zx\r\n", event.size());
    return size.data() + event + "\r\n";
}

const std::string kModels =
    R"({"object":"list","data":[{"id":"claude-haiku-4-5-20251001","object":"model"},)"
    R"({"id":"claude-sonnet-4-5-20250929","object":"model"}]})";
const std::string kDifficulty = R"({"difficulty":"easy","model":"easy"})";

size_t bodyLength(std::string_view head)
{
    const size_t at = head.find("\nContent-Length: ");
    size_t length = 0;
    if (at != std::string_view::npos)
        std::from_chars(head.data() + at + 17, head.data() + head.size(), length);
    return length;
}

} // namespace

struct FakeUpstream::Peer
{
    uint64_t id = 0;
    Socket socket;
    std::string head; ///< of the request, until it is complete
    size_t bodyLeft = 0;
    bool isInBody = false;
    Script script;
    int eventsLeft = 0;
    std::string unsent;
    bool isBlocked = false;
};

FakeUpstream::FakeUpstream(Socket listener)
    : m_listener(std::move(listener))
    , m_scratch(kScratch)
{
    m_poller.add(m_listener.fd(), EPOLLIN, nullptr);
}

FakeUpstream::~FakeUpstream() = default;

void FakeUpstream::run()
{
    while (true) {
        for (const epoll_event &event : m_poller.wait(waitMs())) {
            if (event.data.ptr == nullptr)
                acceptAll();
            else
                serve(*static_cast<Peer *>(event.data.ptr), event.events);
        }
        runDue();
    }
}

void FakeUpstream::acceptAll()
{
    for (Socket socket = acceptFrom(m_listener); socket.isOpen(); socket = acceptFrom(m_listener)) {
        auto peer = std::make_unique<Peer>();
        peer->id = ++m_lastPeer;
        peer->socket = std::move(socket);
        m_poller.add(peer->socket.fd(), EPOLLIN, peer.get());
        m_peers.emplace(peer->id, std::move(peer));
        socket = Socket();
    }
}

void FakeUpstream::serve(Peer &peer, uint32_t events)
{
    if (events & EPOLLOUT)
        flush(peer);
    if (events & (EPOLLIN | EPOLLERR | EPOLLHUP))
        readRequest(peer);
}

void FakeUpstream::readRequest(Peer &peer)
{
    const ssize_t count = peer.socket.read(m_scratch);
    if (count < 0)
        return drop(peer, false);
    std::string_view input(m_scratch.data(), static_cast<size_t>(count));
    while (!input.empty()) {
        if (!peer.isInBody) {
            const size_t before = peer.head.size();
            peer.head.append(input);
            const size_t end = peer.head.find("\r\n\r\n");
            if (end == std::string::npos)
                return;
            input.remove_prefix(end + 4 - before);
            peer.head.resize(end + 4);
            peer.bodyLeft = bodyLength(peer.head);
            peer.isInBody = true;
        }
        const size_t used = std::min(peer.bodyLeft, input.size());
        peer.bodyLeft -= used;
        input.remove_prefix(used);
        if (peer.bodyLeft == 0 && !answer(peer))
            return;
    }
}

/// False when the peer is gone afterwards.
bool FakeUpstream::answer(Peer &peer)
{
    peer.script = scriptOf(peer.head);
    const bool isModels = peer.head.starts_with("GET /v1/models");
    const bool isMorph = peer.head.find(" /v1/router/") != std::string::npos;
    peer.head.clear();
    peer.isInBody = false;
    if (isModels || isMorph) {
        send(peer, whole(200, isModels ? kModels : kDifficulty));
    } else if (peer.script.fault == 'e') {
        drop(peer, false);
        return false;
    } else if (peer.script.fault == 's') {
        send(peer, whole(529, message(peer.script.id)));
    } else if (peer.script.fault != 'h' && peer.script.chunks == 0) {
        send(peer, whole(200, message(peer.script.id)));
    } else if (peer.script.fault != 'h') {
        peer.eventsLeft = peer.script.chunks;
        send(peer, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                   "Transfer-Encoding: chunked\r\n\r\n");
        m_due.push({nowMicros(), peer.id});
    }
    return true;
}

void FakeUpstream::sendEvent(Peer &peer)
{
    const bool cuts =
        peer.script.fault == 'c' && peer.script.chunks - peer.eventsLeft == kEventsBeforeCut;
    if (cuts)
        return drop(peer, true);
    const bool isLast = --peer.eventsLeft == 0;
    send(peer, streamEvent(peer.script.id) + (isLast ? "0\r\n\r\n" : ""));
    if (!isLast)
        m_due.push({nowMicros() + peer.script.intervalMs * 1000, peer.id});
}

void FakeUpstream::send(Peer &peer, const std::string &bytes)
{
    const bool wasEmpty = peer.unsent.empty();
    peer.unsent += bytes;
    if (wasEmpty)
        flush(peer);
}

/// A broken connection is noticed by the read that follows.
void FakeUpstream::flush(Peer &peer)
{
    const ssize_t sent = peer.socket.write(peer.unsent);
    peer.unsent.erase(0, sent < 0 ? peer.unsent.size() : static_cast<size_t>(sent));
    if (peer.isBlocked == !peer.unsent.empty())
        return;
    peer.isBlocked = !peer.isBlocked;
    m_poller.change(peer.socket.fd(), peer.isBlocked ? EPOLLIN | EPOLLOUT : EPOLLIN, &peer);
}

void FakeUpstream::drop(Peer &peer, bool asReset)
{
    if (asReset)
        peer.socket.reset();
    m_peers.erase(peer.id);
}

void FakeUpstream::runDue()
{
    while (!m_due.empty() && m_due.top().at <= nowMicros()) {
        const uint64_t id = m_due.top().peer;
        m_due.pop();
        const auto found = m_peers.find(id);
        if (found != m_peers.end())
            sendEvent(*found->second);
    }
}

int FakeUpstream::waitMs() const
{
    if (m_due.empty())
        return -1;
    return static_cast<int>(
        std::clamp<int64_t>((m_due.top().at - nowMicros() + 999) / 1000, 0, 1000));
}

} // namespace bench
