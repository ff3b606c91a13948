// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/accounting/accounting.h"
#include "proxy/accounting/budgetwatch.h"
#include "proxy/config/proxyconfig.h"
#include "proxy/route/decider.h"
#include "proxy/route/morphrouter.h"
#include "proxy/session/sessions.h"
#include "proxy/share/sharedbreaker.h"
#include "proxy/share/sharedstate.h"
#include "proxy/share/sharedtotals.h"
#include "proxy/status/storestatus.h"
#include "proxy/store/storeclient.h"
#include "proxy/upstream/upstreamclient.h"

#include <functional>

namespace proxy {

/// The store of several instances and all that is shared through it. EngineParts has one where
/// LLM_PROXY_STORE_URL is set. Lives on the worker thread.
class SharedParts final
{
public:
    /// The parts of the engine whose state is shared.
    struct Engine
    {
        Decider &decider;
        Sessions &sessions;
        Clock sessionClock;
        MorphRouter &router;
        UpstreamClient &upstream;
        const Accounting &accounting;
        BudgetWatch &budgets;
    };

    /// All must outlive this. @p changed is called after each change of the store's state.
    SharedParts(const ProxyConfig &config, const Engine &engine, std::function<void()> changed);
    ~SharedParts();
    Q_DISABLE_COPY_MOVE(SharedParts)

    /// Passes changed settings on. The store itself stays until the next start.
    void apply(const ProxyConfig &config);
    /// Looks what all instances together have used.
    void look() { m_totals.look(); }
    [[nodiscard]] SharedState &state() { return m_state; }
    [[nodiscard]] SharedTotals &totals() { return m_totals; }
    [[nodiscard]] StoreStatus status() const;

private:
    MorphRouter &m_router;
    UpstreamClient &m_upstream;
    StoreClient m_store;
    SharedTotals m_totals;
    SharedState m_state;
    SharedBreaker m_routerBreaker;
    SharedBreaker m_upstreamBreaker;
};

} // namespace proxy
