// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/pipeline/openruns.h"

namespace proxy {

/// Runs every request through the eight steps: ACCEPT, READ, INSPECT, DECIDE, REWRITE, FORWARD,
/// RELAY, RECORD. Only this class knows their order. It owns the open requests. Lives on the worker
/// thread.
class Pipeline final
{
public:
    /// @p steps must outlive this.
    explicit Pipeline(Steps &steps)
        : m_steps(steps)
    { }
    Q_DISABLE_COPY_MOVE(Pipeline)

    /// Step 1 of 8: takes a request whose head is complete from the listener.
    void accept(std::unique_ptr<Client> client) { accept(std::move(client), m_steps.upstream); }
    /// The same for a request that @p upstream answers, which must outlive it.
    void accept(std::unique_ptr<Client> client, Upstream &upstream);
    /// Records a request that the listener refused with @p status.
    void recordRefused(const RequestHead &head, const Error &error, int status);
    [[nodiscard]] OpenRuns &open() { return m_open; }

    // Steps 2 to 8 of one exchange. Each calls the next one, or ExchangeRun does after an event
    // from outside. Each may end and destroy the run.
    void read(ExchangeRun &run);
    void inspect(ExchangeRun &run, QByteArray body);
    void decide(ExchangeRun &run);
    void rewrite(ExchangeRun &run, RouteDecision decision);
    void convert(ExchangeRun &run, UpstreamRequest request);
    void forward(ExchangeRun &run, UpstreamRequest request);
    void relay(ExchangeRun &run, ResponseHead &head);
    void record(ExchangeRun &run, ExchangeEnd end, const std::optional<Error> &error);

private:
    Steps &m_steps;
    OpenRuns m_open;
};

} // namespace proxy
