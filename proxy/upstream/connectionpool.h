// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/clock.h"
#include "proxy/upstream/upstreamconnection.h"

#include <QObject>

#include <chrono>
#include <memory>
#include <vector>

namespace proxy {

/// The upstream connections on which nothing is under way, and the way out for those that are of
/// no more use. Few and not for long: the upstream may be restarted at any time, and some
/// companions of it hunt for clients by their open ports. Part of UpstreamClient.
class ConnectionPool final : private UpstreamConnectionObserver
{
public:
    static constexpr size_t kMaxIdle = 16;
    static constexpr std::chrono::seconds kIdleTime {15};
    /// More than kMaxIdle may wait this long, or a burst would connect anew in every round.
    static constexpr size_t kMaxBurst = 256;
    static constexpr std::chrono::milliseconds kBurstTime {1000};

    ConnectionPool();
    ~ConnectionPool() override;
    Q_DISABLE_COPY_MOVE(ConnectionPool)

    /// The one used last that is alive, or nullptr. Its observer is to be set.
    [[nodiscard]] std::unique_ptr<UpstreamConnection> take();
    /// For the next request.
    void give(std::unique_ptr<UpstreamConnection> connection, Instant now);
    /// Closes at once, destroys when no call of the connection can be on the stack.
    void bury(std::unique_ptr<UpstreamConnection> connection);
    /// Closes what waited too long.
    void sweep(Instant now);
    void clear();

    [[nodiscard]] size_t size() const { return m_idle.size(); }

private:
    struct Idle
    {
        std::unique_ptr<UpstreamConnection> connection;
        Instant since;
    };

    void connectionFailed(const Error &error) override;

    std::vector<Idle> m_idle; // the one used last at the end
    std::vector<std::unique_ptr<UpstreamConnection>> m_buried;
    QObject m_context;
};

} // namespace proxy
