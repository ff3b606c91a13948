// SPDX-License-Identifier: LicenseRef-Private
// Part of step 4 of 8 (DECIDE): what other instances know of a request's turn and session.
#pragma once

#include "proxy/core/clock.h"
#include "proxy/route/decider.h"
#include "proxy/session/sessions.h"
#include "proxy/share/sharedtotals.h"
#include "proxy/share/sharedturns.h"
#include "proxy/store/store.h"

#include <functional>
#include <memory>

namespace proxy {

/// A request whose turn and session other instances may know. What it refers to must live as long
/// as the Recall.
struct RecalledRequest
{
    const RequestFacts &facts;
    const DecisionContext &context;
    const SessionKey &session;
};

/// What this instance shares with others through the store: decisions of turns, what is remembered
/// of sessions and their prompt caches, overrides, and the sums that budgets judge by. This
/// instance's own memory comes first; the store is asked where a turn is new here, and where a
/// budget counts, and is told of everything behind it. Lives on the worker thread.
class SharedState final
{
public:
    /// Questions under way. Destroying it gives them up.
    class Recall
    {
    public:
        virtual ~Recall() = default;
    };

    /// What is shared. All must outlive it.
    struct Parts
    {
        Decider &decider;
        Sessions &sessions;
        SharedTotals &totals;
        Clock clock; ///< of the sessions
        bool sharesSessions = true; ///< the instances have a common secret for their fingerprints
    };

    /// @p store must outlive this.
    SharedState(Store &store, Parts parts);
    ~SharedState();
    Q_DISABLE_COPY_MOVE(SharedState)

    /// Fetches what other instances know of a request, into Decider and Sessions. Calls @p done
    /// once, never within recall(), at most Store::kPatience later. Returns null when there is
    /// nothing to fetch; @p done is not called then.
    [[nodiscard]] std::unique_ptr<Recall> recall(const RecalledRequest &request,
                                                 std::function<void()> done);
    /// Tells the others what this instance has learned of a request's session. @p before: its
    /// override when the request came, of which a turn may have taken the boost.
    void publish(const SessionKey &key, const RequestFacts &facts, const SessionOverride &before);
    /// Tells the others the override of a session. @p done gets whether they can know it; never
    /// within publish().
    void publish(const Sessions::Name &session, const SessionOverride &userOverride,
                 std::function<void(bool)> done);
    [[nodiscard]] bool sharesSessions() const { return m_parts.sharesSessions; }

private:
    class Fetching;

    Store &m_store;
    Parts m_parts;
    SharedTurns m_turns;
};

} // namespace proxy
