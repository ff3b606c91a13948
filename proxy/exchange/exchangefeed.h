// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"

#include <functional>
#include <mutex>
#include <vector>

namespace proxy {

/// The bounded ring between the engine and whoever watches it. The engine pushes and never waits;
/// the watcher is told once that something changed and pulls when it likes. What a watcher is too
/// slow for is dropped, oldest first, and counted.
class ExchangeFeed final
{
public:
    static constexpr size_t kCapacity = 4096;

    struct Batch
    {
        std::vector<Exchange> exchanges; ///< oldest first; the same id may come again, further on
        quint64 dropped = 0; ///< since the last pull
    };

    /// @p changed is called in the engine's thread when the first entry after a pull arrives: it
    /// must only post an event. One watcher a feed.
    void watch(std::function<void()> changed);
    /// Engine only. Costs nothing while nobody watches.
    void push(const Exchange &exchange);
    /// Watcher's thread.
    [[nodiscard]] Batch pull();

private:
    std::mutex m_mutex;
    std::function<void()> m_changed;
    std::vector<Exchange> m_ring;
    size_t m_oldest = 0;
    quint64 m_dropped = 0;
};

} // namespace proxy
