// SPDX-License-Identifier: LicenseRef-Private
#include "loadloop.h"

#include <algorithm>
#include <charconv>

namespace bench {

namespace {

constexpr size_t kScratch = 64 * 1024;
constexpr int64_t kFinishLimit = 10'000'000;
constexpr size_t kMarkerSize = 1 + 16 + 1 + 20; // '@' when '#' id

template <typename Number> Number numberIn(std::string_view digits)
{
    Number number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
}

} // namespace

struct LoadLoop::Client
{
    size_t index = 0;
    Socket socket;
    uint32_t watched = 0;
    bool isBusy = false;
    bool isReused = false; ///< the connection has served a request before
    Job job;
    std::string head;
    size_t sent = 0;
    AnswerReader reader;
    size_t scanned = 0; ///< of the payload, in search of markers
    int64_t lastEventAt = 0;
    Outcome outcome;
};

LoadLoop::LoadLoop(uint16_t port, size_t clients, Next next, Done done)
    : m_port(port)
    , m_next(std::move(next))
    , m_done(std::move(done))
    , m_scratch(kScratch)
{
    for (size_t i = 0; i < clients; ++i) {
        m_clients.push_back(std::make_unique<Client>());
        m_clients.back()->index = i;
        m_due.push({0, i});
    }
}

LoadLoop::~LoadLoop() = default;

void LoadLoop::run(int64_t deadline, bool finishes)
{
    const int64_t limit = finishes ? deadline + kFinishLimit : deadline;
    for (int64_t now = nowMicros(); now < limit; now = nowMicros()) {
        const bool startsNew = now < deadline;
        if (m_busy == 0 && (!startsNew || m_due.empty()))
            break;
        runDue(startsNew);
        const int64_t wait = m_due.empty() ? 100'000 : m_due.top().at - now;
        const auto waitMs = static_cast<int>(std::clamp<int64_t>((wait + 999) / 1000, 0, 100));
        for (const epoll_event &event : m_poller.wait(waitMs)) {
            Client &client = *static_cast<Client *>(event.data.ptr);
            if ((event.events & EPOLLOUT) && client.isBusy)
                send(client);
            if ((event.events & ~EPOLLOUT) && client.socket.isOpen())
                receive(client);
        }
    }
}

void LoadLoop::runDue(bool startsNew)
{
    while (!m_due.empty() && m_due.top().at <= nowMicros()) {
        Client &client = *m_clients[m_due.top().client];
        const int64_t leavesAt = client.outcome.startedAt + client.job.abortAfterMicros;
        m_due.pop();
        if (!client.isBusy && startsNew) {
            beginNext(client);
        } else if (client.isBusy && client.job.abortAfterMicros > 0 && leavesAt <= nowMicros()) {
            client.outcome.wasAborted = true;
            client.index % 2 == 0 ? client.socket.reset() : client.socket.close();
            finish(client, false);
        }
    }
}

void LoadLoop::beginNext(Client &client)
{
    int64_t askAt = 0;
    client.job = {};
    if (!m_next(client.index, client.job, askAt)) {
        if (askAt > 0)
            m_due.push({askAt, client.index});
        return;
    }
    client.isReused = client.socket.isOpen();
    if (!client.isReused) {
        client.socket = connectTo(m_port);
        client.watched = 0;
    }
    client.isBusy = true;
    ++m_busy;
    client.head = requestHead(client.job.script, client.job.body->size());
    client.sent = 0;
    client.reader.reset();
    client.scanned = 0;
    client.lastEventAt = 0;
    client.outcome = {.script = client.job.script, .startedAt = nowMicros()};
    if (client.job.abortAfterMicros > 0)
        m_due.push({client.outcome.startedAt + client.job.abortAfterMicros, client.index});
    if (client.isReused)
        send(client);
    else
        watch(client, EPOLLIN | EPOLLOUT);
}

void LoadLoop::send(Client &client)
{
    const std::string_view head = client.head;
    const std::string_view body = *client.job.body;
    while (client.sent < head.size() + body.size()) {
        const size_t ofHead = std::min(client.sent, head.size());
        const ssize_t count =
            client.socket.write(head.substr(ofHead), body.substr(client.sent - ofHead));
        if (count < 0)
            break; // the answer may be there all the same
        if (count == 0)
            return watch(client, EPOLLIN | EPOLLOUT);
        client.sent += static_cast<size_t>(count);
    }
    watch(client, EPOLLIN);
}

void LoadLoop::receive(Client &client)
{
    const ssize_t count = client.socket.read(m_scratch);
    if (count == 0)
        return;
    if (count < 0 || !client.isBusy) {
        client.socket.close();
        if (client.isBusy)
            finish(client, false);
        return;
    }
    const AnswerReader::State state =
        client.reader.feed({m_scratch.data(), static_cast<size_t>(count)});
    noteEvents(client);
    if (state == AnswerReader::State::More)
        return;
    const bool closes = client.job.closesAfter || state == AnswerReader::State::Bad
                        || client.reader.head().find("\nConnection: close") != std::string::npos;
    if (closes)
        client.socket.close();
    finish(client, state == AnswerReader::State::Done);
}

void LoadLoop::noteEvents(Client &client)
{
    const int64_t now = nowMicros();
    const std::string_view payload = client.reader.payload();
    while (true) {
        const size_t at = payload.find('@', client.scanned);
        if (at == std::string_view::npos || payload.size() - at < kMarkerSize) {
            client.scanned = at == std::string_view::npos ? payload.size() : at;
            return;
        }
        Outcome &outcome = client.outcome;
        if (outcome.firstByteAt == 0)
            outcome.firstByteAt = now;
        const auto id = numberIn<unsigned long long>(payload.substr(at + 18, 20));
        outcome.isForeign = outcome.isForeign || id != client.job.script.id;
        if (client.job.script.chunks > 0)
            outcome.added.push_back(now - numberIn<int64_t>(payload.substr(at + 1, 16)));
        if (client.lastEventAt != 0)
            outcome.longestGap = std::max(outcome.longestGap, now - client.lastEventAt);
        client.lastEventAt = now;
        client.scanned = at + kMarkerSize;
    }
}

void LoadLoop::finish(Client &client, bool isComplete)
{
    client.isBusy = false;
    --m_busy;
    client.outcome.isComplete = isComplete;
    client.outcome.status = client.reader.status();
    client.outcome.endedAt = nowMicros();
    client.outcome.head = &client.reader.head();
    m_done(client.outcome);
    m_due.push({0, client.index});
}

void LoadLoop::watch(Client &client, uint32_t events)
{
    if (client.watched == events)
        return;
    if (client.watched == 0)
        m_poller.add(client.socket.fd(), events, &client);
    else
        m_poller.change(client.socket.fd(), events, &client);
    client.watched = events;
}

} // namespace bench
