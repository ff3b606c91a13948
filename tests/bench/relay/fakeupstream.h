// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "agentbody.h"
#include "net.h"

#include <memory>
#include <queue>
#include <string>
#include <unordered_map>
#include <vector>

namespace bench {

/// One thread that answers as a model backend and as Morph would: a message of 2 KB, or a stream
/// of events that carry the request's id and when they were sent.
class FakeUpstream final
{
public:
    explicit FakeUpstream(Socket listener);
    ~FakeUpstream();

    /// Serves until the process ends.
    [[noreturn]] void run();

private:
    struct Peer;
    struct Due
    {
        int64_t at;
        uint64_t peer;
        bool operator>(const Due &other) const { return at > other.at; }
    };

    void acceptAll();
    void serve(Peer &peer, uint32_t events);
    void readRequest(Peer &peer);
    bool answer(Peer &peer);
    void sendEvent(Peer &peer);
    void send(Peer &peer, const std::string &bytes);
    void flush(Peer &peer);
    void drop(Peer &peer, bool asReset);
    void runDue();
    [[nodiscard]] int waitMs() const;

    Poller m_poller;
    Socket m_listener;
    std::vector<char> m_scratch;
    std::unordered_map<uint64_t, std::unique_ptr<Peer>> m_peers;
    std::priority_queue<Due, std::vector<Due>, std::greater<>> m_due;
    uint64_t m_lastPeer = 0;
};

} // namespace bench
