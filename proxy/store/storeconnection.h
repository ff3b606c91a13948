// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/storeaddress.h"
#include "proxy/store/replyreader.h"
#include "proxy/upstream/transport.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <deque>
#include <memory>
#include <vector>

namespace proxy {

class StoreConnection;

/// Why a connection to the store ended.
struct StoreLoss
{
    Text why;
    bool isRefused = false; ///< the store refused user or password
    bool isSilent = false; ///< it gave no answer
    std::vector<quint64> unanswered {}; ///< tags of the commands whose replies did not come
};

/// Observes a StoreConnection. Never called from inside a function of it.
class StoreConnectionObserver
{
public:
    virtual ~StoreConnectionObserver() = default;
    /// It takes commands: the store knows who asks.
    virtual void storeReady(StoreConnection &connection) = 0;
    virtual void storeReplied(StoreConnection &connection, quint64 tag, StoreReply reply) = 0;
    /// It is closed, or could not be opened.
    virtual void storeLost(StoreConnection &connection, const StoreLoss &loss) = 0;
};

/// One connection to one node of the store. It says who it is (AUTH, SELECT), sends commands one
/// behind another without waiting, and matches the replies, which come in the same order. A store
/// that answers nothing for kSilence is given up. Lives on the worker thread.
class StoreConnection final : private TransportObserver
{
public:
    /// For the connection with its greeting, and for each reply once it is ready.
    static constexpr std::chrono::milliseconds kSilence {2000};
    static constexpr size_t kMostUnanswered = 10000;
    static constexpr qsizetype kMostUnsent = 4 * 1024 * 1024; ///< bytes

    /// @p authorities: certificates in PEM, empty for the system's. @p observer must outlive this.
    StoreConnection(StoreAddress address, QByteArray authorities,
                    StoreConnectionObserver &observer);
    ~StoreConnection() override;
    Q_DISABLE_COPY_MOVE(StoreConnection)

    void open();
    /// Closes at once. The observer is not called any more.
    void close();
    [[nodiscard]] bool isReady() const { return m_state == State::Ready; }
    [[nodiscard]] const StoreAddress &address() const { return m_address; }
    /// Sends a command, or keeps it until the connection is ready. Its reply has @p tag; 0: nobody
    /// is told of it. Returns false when it is closed or too much is under way.
    [[nodiscard]] bool send(quint64 tag, QByteArrayView wire);
    /// Sends now what waits for the end of this turn of the event loop.
    void flush();
    /// Takes the replies that are there already.
    void read() { transportReadable(); }

private:
    enum class State {
        Closed,
        Opening,
        Greeting, ///< AUTH, SELECT and PING are under way
        Ready,
    };

    void transportConnected() override;
    void transportFailed(const Text &why) override;
    void transportReadable() override;
    void transportWritable() override;

    void greet();
    void takeReplies();
    void takeGreeting(const StoreReply &reply);
    void take(StoreReply reply);
    void flushSoon();
    void lose(StoreLoss loss);

    StoreAddress m_address;
    QByteArray m_authorities;
    StoreConnectionObserver &m_observer;
    QObject m_context; // ends queued calls with this object
    QTimer m_silence;
    State m_state = State::Closed;
    std::unique_ptr<Transport> m_transport;
    std::vector<std::unique_ptr<Transport>> m_buried; // closed, but maybe still on the call stack
    std::unique_ptr<ReplyReader> m_reader;
    QByteArray m_out; ///< not written yet
    QByteArray m_waiting; ///< commands that wait for the greeting's end
    std::deque<quint64> m_unanswered; ///< tags, in the order of the replies
    int m_greetings = 0; ///< replies to the greeting that did not come yet
    bool m_flushes = false; ///< flush() is queued
};

} // namespace proxy
