// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/clock.h"
#include "proxy/resilience/circuitbreaker.h"
#include "proxy/store/store.h"

#include <QByteArray>

#include <functional>

namespace proxy {

/// Announces to other instances that the circuit to a peer is open here, for as long as it stays
/// so. One that hears of it opens its own at its first failure instead of the last of several;
/// without a failure of its own it goes on. Lives on the worker thread.
class SharedBreaker final
{
public:
    struct Circuit
    {
        std::function<BreakerSnapshot()> snapshot;
        std::function<void(std::chrono::milliseconds)> open;
    };

    /// @p store must outlive this.
    SharedBreaker(Store &store, Circuit circuit, Clock clock);
    ~SharedBreaker();
    Q_DISABLE_COPY_MOVE(SharedBreaker)

    /// Which peer it is, the same on all instances; empty: it is another one for each of them, and
    /// nothing is shared.
    void setPeer(QByteArray peer) { m_peer = std::move(peer); }
    /// Call it when a failure was counted.
    void noteFailure();

private:
    void announce(const BreakerSnapshot &circuit);
    void heard(const StoreReply *reply);

    Store &m_store;
    Circuit m_circuit;
    Clock m_clock;
    QByteArray m_peer;
    quint64 m_question = 0; ///< under way; 0: none
};

} // namespace proxy
