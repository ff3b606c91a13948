// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/route/decisionstore.h"

#include <functional>
#include <memory>
#include <optional>

namespace proxy {

/// Names a turn to other instances: keyed hashes, which they share when they have the same secret.
struct TurnKey
{
    quint64 session = 0;
    quint64 turn = 0;
};

/// A decision as instances share it. Plain value.
struct SharedDecision
{
    StoredDecision decision; ///< its generation means nothing elsewhere
    quint64 settings = 0; ///< fingerprint of the settings and the restraint it was made under
};

/// Shares the decisions of turns with other instances. Decider uses it. Nothing here is waited for
/// beyond a claim's time. Lives on the worker thread.
class TurnSharing
{
public:
    /// A claim under way. Destroying it cancels it.
    class Claim
    {
    public:
        virtual ~Claim() = default;
    };
    /// Gets the decision of the instance that was first; nullopt: this one decides.
    using Claimed = std::function<void(const std::optional<SharedDecision> &)>;

    enum class Publish {
        IfFirst, ///< unless another instance published a decision of this turn
        Instead, ///< in place of an earlier one
    };

    virtual ~TurnSharing() = default;
    /// Asks to decide a turn, so that one instance alone asks the router. Calls @p done once, never
    /// within claim(), at most 20 ms later, and 50 ms more where another instance decides just now.
    /// Returns null where nobody can be asked: this instance decides, and @p done is not called.
    [[nodiscard]] virtual std::unique_ptr<Claim> claim(const TurnKey &key, Claimed done) = 0;
    /// Tells the others a decision.
    virtual void publish(const TurnKey &key, const SharedDecision &decision, Publish how) = 0;
};

} // namespace proxy
