// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/store/storecommand.h"
#include "proxy/store/storereply.h"

#include <functional>

namespace proxy {

/// The store that several instances share: keys with values that live for a while. It is a second
/// opinion and never waited for: a question has an answer within kPatience or none. Lives on the
/// worker thread.
class Store
{
public:
    /// How long an answer is waited for at most.
    static constexpr std::chrono::milliseconds kPatience {20};

    /// Gets the reply, which may be an error of the store; null: none came in time.
    using Answer = std::function<void(const StoreReply *)>;

    virtual ~Store() = default;
    /// Whether ask() would ask now.
    [[nodiscard]] virtual bool isAvailable() const = 0;
    /// Asks. Calls @p done once, never within ask(), after @p patience at most, unless forget() is
    /// called first. Returns the number of the question; 0: the store is not available, or there is
    /// no patience, and @p done is not called.
    [[nodiscard]] virtual quint64 ask(const StoreCommand &command, Answer done,
                                      std::chrono::milliseconds patience = kPatience) = 0;
    /// Calls @p done once after @p time, for what another instance is about to write. Returns a
    /// number for forget().
    [[nodiscard]] virtual quint64 wait(std::chrono::milliseconds time,
                                       std::function<void()> done) = 0;
    /// Gives a question or a wait up; its callback is not called any more.
    virtual void forget(quint64 question) = 0;
    /// Sends a command whose reply nobody waits for. What can't be sent now is dropped.
    virtual void tell(const StoreCommand &command) = 0;
    /// Sends now what was asked and told in this turn of the event loop. Else it is sent at its
    /// end, all of it together.
    virtual void flush() = 0;
};

} // namespace proxy
