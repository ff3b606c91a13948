// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/pipeline/exchangefacts.h"
#include "proxy/pipeline/pipeline.h"

namespace proxy {

void Pipeline::recordRefused(const RequestHead &head, const Error &error, int status)
{
    Exchange exchange = newExchange(head, m_steps.recorder.nextId());
    exchange.status = status;
    exchange.end =
        error.code == ErrorCode::ClientGone ? ExchangeEnd::ClientGone : ExchangeEnd::Failed;
    exchange.error = error;
    m_steps.heads.keep(exchange.id, head.headers);
    m_steps.recorder.record(std::move(exchange));
}

void Pipeline::tellStalls()
{
    for (const auto &[run, owned] : m_runs)
        run->tellStall();
}

std::vector<const Exchange *> Pipeline::underWay() const
{
    std::vector<const Exchange *> exchanges;
    for (const auto &[run, owned] : m_runs) {
        if (const Exchange *exchange = run->forwarded())
            exchanges.push_back(exchange);
    }
    return exchanges;
}

void Pipeline::cutAll()
{
    while (!m_runs.empty())
        m_runs.begin()->second->cut();
}

} // namespace proxy
