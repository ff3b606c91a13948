// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/pipeline/pipeline.h"

#include "proxy/pipeline/exchangefacts.h"

namespace proxy {

// 1  ACCEPT: a request's head came in.
void Pipeline::accept(std::unique_ptr<Client> client, Upstream &upstream)
{
    if (classifyPath(client->head().normalisedPath) == PathClass::Local) {
        const auto ended = [this](LocalRun &run) { m_open.remove(run); };
        return m_open.add(std::make_unique<LocalRun>(m_steps, std::move(client), ended)).start();
    }
    read(m_open.add(std::make_unique<ExchangeRun>(m_steps, *this, std::move(client), upstream)));
}

// 2  READ: wait for the body where it must be known; everything else streams through.
void Pipeline::read(ExchangeRun &run)
{
    if (const auto refusal = run.refusal())
        return run.answerError(*refusal);
    if (!run.isBuffered())
        return rewrite(run, {});
    run.collectBody([this, &run](Result<QByteArray> body) {
        if (!body)
            return run.answerError(body.error());
        inspect(run, *std::move(body));
    });
}

// 3  INSPECT: where does the model stand, what did the person type?
void Pipeline::inspect(ExchangeRun &run, QByteArray body)
{
    if (!run.isRoutable() && !run.isNamed()) {
        run.keepBody(std::move(body));
        return rewrite(run, {});
    }
    run.startReading(std::move(body), [this, &run](RequestReading::ReadBody read) {
        if (run.takeReading(std::move(read)))
            decide(run);
    });
}

// 4  DECIDE: which model serves it? What other instances know comes first. Never fails; trouble
// keeps what was asked for.
void Pipeline::decide(ExchangeRun &run)
{
    if (!run.isRoutable())
        return rewrite(run, run.namedModel());
    run.recall([this, &run] {
        run.startDeciding(
            [this, &run](RouteDecision decision) { rewrite(run, std::move(decision)); });
    });
}

// 5  REWRITE: the model's bytes and the proxy's own fields; for another dialect, all of it.
void Pipeline::rewrite(ExchangeRun &run, RouteDecision decision)
{
    Result<UpstreamRequest> request = run.rewritten(std::move(decision));
    if (!request)
        return run.answerError(request.error());
    convert(run, *std::move(request));
}

void Pipeline::convert(ExchangeRun &run, UpstreamRequest request)
{
    run.convert(std::move(request), [this, &run](Result<UpstreamRequest> converted) {
        if (!converted)
            return run.answerError(converted.error());
        forward(run, *std::move(converted));
    });
}

// 6  FORWARD: to the upstream, with retry, timeouts and breaker inside.
void Pipeline::forward(ExchangeRun &run, UpstreamRequest request)
{
    run.send(std::move(request));
}

// 7  RELAY: the answer passes as it comes. A routed model's refusal leads back to 5, once.
void Pipeline::relay(ExchangeRun &run, ResponseHead &head)
{
    run.completeAnswer(head);
}

// 8  RECORD: every run ends here, once.
void Pipeline::record(ExchangeRun &run, ExchangeEnd end, const std::optional<Error> &error)
{
    run.end(end, error, [this, &run] {
        m_steps.recorder.record(run.takeRecord());
        m_open.remove(run);
    });
}

void Pipeline::recordRefused(const RequestHead &head, const Error &error, int status)
{
    Exchange exchange = refusedExchange(head, m_steps.recorder.nextId(), error, status);
    m_steps.heads.keep(exchange.id, head.headers);
    m_steps.recorder.record(std::move(exchange));
}

} // namespace proxy
