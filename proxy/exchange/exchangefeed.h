// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"

#include <functional>
#include <mutex>
#include <vector>

namespace proxy {

/// A bounded queue of exchanges from the engine to one watcher on another thread. The engine pushes
/// and never waits. The watcher gets one call when something changed and pulls when it likes. When
/// the queue is full, the oldest exchange is dropped and counted.
class ExchangeFeed final
{
public:
    static constexpr size_t kCapacity = 4096;

    struct Batch
    {
        /// Oldest first; an id comes again when the exchange went on.
        std::vector<Exchange> exchanges;
        quint64 dropped = 0; ///< exchanges dropped since the last pull()
    };

    /// Sets the one watcher. @p changed is called on the engine's thread when the first exchange
    /// after a pull() arrives; it must do no more than post an event.
    void watch(std::function<void()> changed);
    /// Adds a copy of @p exchange. Engine's thread. Does nothing while there is no watcher.
    void push(const Exchange &exchange);
    /// Whether there is a watcher. Any thread.
    [[nodiscard]] bool isWatched();
    /// Takes everything out of the queue. Watcher's thread.
    [[nodiscard]] Batch pull();

private:
    std::mutex m_mutex;
    std::function<void()> m_changed;
    std::vector<Exchange> m_ring;
    size_t m_oldest = 0;
    quint64 m_dropped = 0;
};

} // namespace proxy
