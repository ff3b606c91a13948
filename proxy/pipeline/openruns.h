// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/pipeline/exchangerun.h"
#include "proxy/pipeline/localrun.h"

#include <memory>
#include <unordered_map>
#include <vector>

namespace proxy {

/// Owns the runs of all open requests. Lives on the worker thread.
class OpenRuns final
{
public:
    ExchangeRun &add(std::unique_ptr<ExchangeRun> run);
    LocalRun &add(std::unique_ptr<LocalRun> run);
    /// Destroys @p run.
    void remove(ExchangeRun &run);
    void remove(LocalRun &run) { m_local.erase(&run); }

    /// Calls ExchangeRun::tellProgress() for every run.
    void tellProgress();
    /// Cuts the websockets that are idle (ExchangeRun::isIdleTunnel), which would hold up a drain:
    /// they end when their client likes.
    void cutIdleTunnels();
    /// Cuts every run.
    void cutAll();
    /// Returns the exchanges that are decided and have not ended, for a new watcher. The pointers
    /// are valid until the event loop goes on.
    [[nodiscard]] std::vector<const Exchange *> underWay() const;
    [[nodiscard]] int count() const;
    /// Returns the stage of every exchange, in no order. For tests.
    [[nodiscard]] std::vector<ExchangeRun::Stage> stages() const;

private:
    std::vector<std::unique_ptr<ExchangeRun>> m_exchanges; ///< each at its ExchangeRun::place()
    std::unordered_map<LocalRun *, std::unique_ptr<LocalRun>> m_local;
};

} // namespace proxy
