// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/pipeline/exchangerun.h"

#include <memory>
#include <unordered_map>
#include <vector>

namespace proxy {

/// Leads every request through the eight steps: ACCEPT, READ, INSPECT, DECIDE, REWRITE, FORWARD,
/// RELAY, RECORD. Owns the exchanges under way. Lives on the worker thread.
class Pipeline final
{
public:
    explicit Pipeline(Steps &steps)
        : m_steps(steps)
    { }

    /// Step 1 of 8: a request whose head is complete, as the listener hands it over.
    void accept(std::unique_ptr<ClientStream> stream);
    /// A request that was refused before it became an exchange still has its row.
    void recordRefused(const RequestHead &head, const Error &error, int status);
    /// Whoever watches hears, once, of each stream that stands still.
    void tellStalls();
    /// Those that are decided and not at their end, for whoever begins to watch.
    [[nodiscard]] std::vector<const Exchange *> underWay() const;
    /// Cuts every exchange under way.
    void cutAll();
    [[nodiscard]] int openExchanges() const { return static_cast<int>(m_runs.size()); }

private:
    Steps &m_steps;
    std::unordered_map<ExchangeRun *, std::unique_ptr<ExchangeRun>> m_runs;
};

} // namespace proxy
