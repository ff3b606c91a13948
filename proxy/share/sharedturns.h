// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/route/turnsharing.h"
#include "proxy/store/store.h"

#include <chrono>
#include <set>
#include <utility>

namespace proxy {

/// Shares the decisions of turns through the store. The first instance sets a marker and decides;
/// one that finds the marker of another one waits a moment for the decision. Lives on the worker
/// thread.
class SharedTurns final : public TurnSharing
{
public:
    /// How long the decision of another instance is waited for.
    static constexpr std::chrono::milliseconds kWait {50};

    /// @p store must outlive this, and this its claims.
    explicit SharedTurns(Store &store)
        : m_store(store)
    { }
    Q_DISABLE_COPY_MOVE(SharedTurns)

    [[nodiscard]] std::unique_ptr<Claim> claim(const TurnKey &key, Claimed done) override;
    void publish(const TurnKey &key, const SharedDecision &decision, Publish how) override;
    /// What of Store::kPatience is left for the claims of the request that is being decided.
    void setPatience(std::chrono::milliseconds left) { m_patience = left; }

private:
    class Waiting;
    using Name = std::pair<quint64, quint64>; ///< session and turn

    void noteOwn(const TurnKey &key);

    Store &m_store;
    std::chrono::milliseconds m_patience = Store::kPatience;
    std::set<Name> m_own; ///< turns that this instance decides just now
};

} // namespace proxy
