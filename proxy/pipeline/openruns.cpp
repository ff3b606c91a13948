// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/pipeline/openruns.h"

#include <utility>

namespace proxy {

ExchangeRun &OpenRuns::add(std::unique_ptr<ExchangeRun> run)
{
    run->setPlace(m_exchanges.size());
    m_exchanges.push_back(std::move(run));
    return *m_exchanges.back();
}

void OpenRuns::remove(ExchangeRun &run)
{
    // Destroyed last: its end may lead back here.
    const std::unique_ptr<ExchangeRun> removed = std::move(m_exchanges[run.place()]);
    if (m_exchanges.back()) {
        m_exchanges.back()->setPlace(run.place());
        m_exchanges[run.place()] = std::move(m_exchanges.back());
    }
    m_exchanges.pop_back();
}

LocalRun &OpenRuns::add(std::unique_ptr<LocalRun> run)
{
    LocalRun *added = run.get();
    m_local.emplace(added, std::move(run));
    return *added;
}

void OpenRuns::tellProgress()
{
    for (const auto &run : m_exchanges)
        run->tellProgress();
}

void OpenRuns::cutIdleTunnels()
{
    std::vector<ExchangeRun *> idle;
    for (const auto &run : m_exchanges) {
        if (run->isIdleTunnel())
            idle.push_back(run.get());
    }
    for (ExchangeRun *run : idle)
        run->cut();
}

void OpenRuns::cutAll()
{
    while (!m_exchanges.empty())
        m_exchanges.back()->cut();
    while (!m_local.empty())
        m_local.begin()->second->cut();
}

std::vector<const Exchange *> OpenRuns::underWay() const
{
    std::vector<const Exchange *> exchanges;
    for (const auto &run : m_exchanges) {
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
    for (const auto &run : m_exchanges)
        stages.push_back(run->stage());
    return stages;
}

} // namespace proxy
