// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "agentbody.h"
#include "answerreader.h"
#include "net.h"

#include <functional>
#include <memory>
#include <queue>
#include <string>
#include <vector>

namespace bench {

/// One request a client is to send.
struct Job
{
    Script script;
    std::shared_ptr<const std::string> body;
    int64_t abortAfterMicros = 0; ///< more than 0: the client leaves so long after the start
    bool closesAfter = false;
};

/// What became of it.
struct Outcome
{
    Script script;
    bool isComplete = false;
    bool isForeign = false; ///< bytes of another request's answer were in it
    bool wasAborted = false;
    int status = 0;
    int64_t startedAt = 0;
    int64_t firstByteAt = 0;
    int64_t endedAt = 0;
    const std::string *head = nullptr;
    std::vector<int64_t> added {}; ///< microseconds between sending and receiving, each event
    int64_t longestGap = 0; ///< between two events
};

/// Many clients of one port on one thread: each has one connection and sends its next request when
/// the answer to the last one is there.
class LoadLoop final
{
public:
    /// Called when client @p index is free: its next job, or none, to be asked again at @p askAt.
    using Next = std::function<bool(size_t index, Job &job, int64_t &askAt)>;
    using Done = std::function<void(const Outcome &)>;

    LoadLoop(uint16_t port, size_t clients, Next next, Done done);
    ~LoadLoop();

    /// Until @p deadline, or no client has anything to do any more; with @p finishes then until
    /// every answer under way is there, ten seconds at most.
    void run(int64_t deadline, bool finishes);

private:
    struct Client;
    struct Due
    {
        int64_t at;
        size_t client;
        bool operator>(const Due &other) const { return at > other.at; }
    };

    void runDue(bool startsNew);
    void beginNext(Client &client);
    void send(Client &client);
    void receive(Client &client);
    void noteEvents(Client &client);
    void finish(Client &client, bool isComplete);
    void watch(Client &client, uint32_t events);

    Poller m_poller;
    uint16_t m_port;
    Next m_next;
    Done m_done;
    std::vector<char> m_scratch;
    std::vector<std::unique_ptr<Client>> m_clients;
    std::priority_queue<Due, std::vector<Due>, std::greater<>> m_due;
    size_t m_busy = 0;
};

} // namespace bench
