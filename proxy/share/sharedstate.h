// SPDX-License-Identifier: LicenseRef-Private
// Part of step 4 of 8 (DECIDE): what other instances know of a request's turn and session.
#pragma once

#include "proxy/core/clock.h"
#include "proxy/route/decider.h"
#include "proxy/session/sessions.h"
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
/// of sessions and their prompt caches, and overrides. This instance's own memory comes first; the
/// store is asked where a turn is new here, and is told of everything behind it. Lives on the worker
/// thread.
class SharedState final
{
public:
    /// Questions under way. Destroying it gives them up.
    class Recall
    {
    public:
        virtual ~Recall() = default;
    };

    /// All must outlive this. @p clock: the one of @p sessions.
    SharedState(Store &store, Decider &decider, Sessions &sessions, Clock clock);
    ~SharedState();
    Q_DISABLE_COPY_MOVE(SharedState)

    /// Fetches what other instances know of a request, into Decider and Sessions. Calls @p done
    /// once, never within recall(), at most Store::kPatience later. Returns null when there is
    /// nothing to fetch; @p done is not called then.
    [[nodiscard]] std::unique_ptr<Recall> recall(const RecalledRequest &request,
                                                 std::function<void()> done);
    /// Tells the others what this instance has learned of a request's session.
    void publish(const SessionKey &key, const RequestFacts &facts);
    /// Tells the others the override of the session @p id. @p done gets whether they can know it;
    /// never within publish().
    void publish(const QByteArray &id, const SessionOverride &userOverride,
                 std::function<void(bool)> done);
    /// Whether the store answers, as far as is known.
    [[nodiscard]] bool isAvailable() const { return m_store.isAvailable(); }

private:
    class Fetching;

    Store &m_store;
    Decider &m_decider;
    Sessions &m_sessions;
    Clock m_clock;
    SharedTurns m_turns;
};

} // namespace proxy
