// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/resilience/backoff.h"
#include "proxy/store/storecommand.h"
#include "proxy/store/storeconnection.h"

#include <QHash>
#include <QTimer>

#include <map>
#include <memory>
#include <vector>

namespace proxy {

/// Observes StoreNodes. Never called from inside a function of it.
class StoreNodesObserver
{
public:
    virtual ~StoreNodesObserver() = default;
    /// The first connection is ready.
    virtual void nodesReady() = 0;
    virtual void nodeReplied(quint64 tag, StoreReply reply) = 0;
    /// A connection ended, or a silent node is none any more.
    virtual void nodeLost(const StoreLoss &loss) = 0;
};

/// The connections to the store: one to a single server, one to each node of a cluster. Nodes and
/// their slots are learned from what they reply (MOVED). Without any connection it tries again in
/// the background, at random intervals that grow: first the configured address, then nodes that
/// were learned. A node of a cluster that gave no answer is tried again in the background too, and
/// gets no command before it has answered. Lives on the worker thread.
class StoreNodes final : private StoreConnectionObserver
{
public:
    static constexpr size_t kMostNodes = 128;

    /// Where a command goes.
    enum class Way {
        BySlot, ///< to the node that holds its key, as far as that is known
        Asking, ///< to a node that takes the slot over just now
    };

    /// @p observer must outlive this.
    StoreNodes(StoreAddress address, QByteArray authorities, Random random,
               StoreNodesObserver &observer);
    ~StoreNodes() override;
    Q_DISABLE_COPY_MOVE(StoreNodes)

    void open();
    /// Whether some connection is ready.
    [[nodiscard]] bool isReady() const;
    /// Whether some node gives no answer while others do.
    [[nodiscard]] bool hasSilentNode() const { return !m_silent.empty(); }
    /// Sends a command, see StoreConnection::send().
    [[nodiscard]] bool send(quint64 tag, const StoreCommand &command);
    /// Sends a command again, to the node that @p redirection names: a reply MOVED, whose slot is
    /// remembered, or ASK. Returns false when it names none that can be asked.
    [[nodiscard]] bool follow(quint64 tag, const StoreCommand &command,
                              const StoreReply &redirection);
    /// Sends now what waits for the end of this turn of the event loop.
    void flush();
    /// Takes the replies that are there already.
    void read();
    /// Connects anew, because the configured address may lead to another server now.
    void renew();

private:
    using Name = QByteArray; ///< "host:port"

    /// A node that gave no answer.
    struct SilentNode
    {
        StoreAddress address;
        bool isWanted = true; ///< another node named it since it was tried last
    };

    void storeReady(StoreConnection &connection) override;
    void storeReplied(StoreConnection &connection, quint64 tag, StoreReply reply) override;
    void storeLost(StoreConnection &connection, const StoreLoss &loss) override;

    [[nodiscard]] StoreConnection *connectionFor(const StoreCommand &command);
    [[nodiscard]] StoreConnection *obtain(const Name &name, const StoreAddress &address);
    void drop(StoreConnection &connection);
    void tryAgainLater();
    void trySilentNodes();
    void noteSilence(const StoreConnection &connection);

    StoreAddress m_address;
    QByteArray m_authorities;
    Random m_random;
    StoreNodesObserver &m_observer;
    QObject m_context; // ends queued calls with this object
    QTimer m_retry;
    Backoff m_backoff;
    std::map<Name, std::unique_ptr<StoreConnection>> m_nodes;
    std::vector<std::unique_ptr<StoreConnection>>
        m_buried; // closed, but maybe still on the call stack
    std::vector<StoreAddress> m_known; ///< where a connection was ready before
    size_t m_next = 0; ///< of m_known: which one is tried next; 0 is the configured address
    QHash<quint16, Name> m_slots;
    std::map<Name, SilentNode> m_silent;
    QTimer m_retrySilent;
};

} // namespace proxy
