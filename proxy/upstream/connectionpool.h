// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/clock.h"
#include "proxy/upstream/upstreamconnection.h"

#include <QObject>

#include <chrono>
#include <memory>
#include <vector>

namespace proxy {

/// Keeps idle connections to the upstream, and destroys the ones that are not needed any more. It
/// keeps few of them and not for long, because the upstream may restart at any time. Part of
/// UpstreamClient.
class ConnectionPool final : private UpstreamConnectionObserver
{
public:
    static constexpr size_t kMaxIdle = 16;
    static constexpr std::chrono::seconds kIdleTime {15};
    /// Up to kMaxBurst connections may be idle for kBurstTime, so that a burst does not connect
    /// again in every round.
    static constexpr size_t kMaxBurst = 256;
    static constexpr std::chrono::milliseconds kBurstTime {1000};

    ConnectionPool();
    ~ConnectionPool() override;
    Q_DISABLE_COPY_MOVE(ConnectionPool)

    /// Takes the most recently used connection, or returns nullptr. The upstream may have closed
    /// it: see UpstreamConnection::isStale(). The caller must set its observer.
    [[nodiscard]] std::unique_ptr<UpstreamConnection> take();
    /// Keeps an idle connection for a later request.
    void give(std::unique_ptr<UpstreamConnection> connection, Instant now);
    /// Closes a connection at once and destroys it from the event loop, when none of its functions
    /// can be on the call stack.
    void bury(std::unique_ptr<UpstreamConnection> connection);
    /// Closes the connections that were idle for too long.
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
