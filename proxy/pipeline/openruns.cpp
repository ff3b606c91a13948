// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/pipeline/openruns.h"

#include <utility>

namespace proxy {

ExchangeRun &OpenRuns::add(std::unique_ptr<ExchangeRun> run)
{
    ExchangeRun *added = run.get();
    m_exchanges.emplace(added, std::move(run));
    return *added;
}

LocalRun &OpenRuns::add(std::unique_ptr<LocalRun> run)
{
    LocalRun *added = run.get();
    m_local.emplace(added, std::move(run));
    return *added;
}

void OpenRuns::tellProgress()
{
    for (const auto &[run, owned] : m_exchanges)
        run->tellProgress();
}

void OpenRuns::cutIdleTunnels()
{
    std::vector<ExchangeRun *> idle;
    for (const auto &[run, owned] : m_exchanges) {
        if (run->isIdleTunnel())
            idle.push_back(run);
    }
    for (ExchangeRun *run : idle)
        run->cut();
}

void OpenRuns::cutAll()
{
    while (!m_exchanges.empty())
        m_exchanges.begin()->second->cut();
    while (!m_local.empty())
        m_local.begin()->second->cut();
}

std::vector<const Exchange *> OpenRuns::underWay() const
{
    std::vector<const Exchange *> exchanges;
    for (const auto &[run, owned] : m_exchanges) {
        if (const Exchange *exchange = run->forwarded())
            exchanges.push_back(exchange);
    }
    return exchanges;
}

int OpenRuns::count() const
{
    return static_cast<int>(m_exchanges.size() + m_local.size());
}

std::vector<ExchangeRun::Stage> OpenRuns::stages() const
{
    std::vector<ExchangeRun::Stage> stages;
    for (const auto &[run, owned] : m_exchanges)
        stages.push_back(run->stage());
    return stages;
}

} // namespace proxy
