// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/pipeline/pipeline.h"

#include "proxy/local/doors.h"
#include "proxy/rewrite/bodyrewriter.h"

namespace proxy {

// 1  ACCEPT: a request's head came in.
void Pipeline::accept(std::unique_ptr<ClientStream> stream)
{
    auto run = std::make_unique<ExchangeRun>(m_steps, std::move(stream),
                                             [this](ExchangeRun *ended) { m_runs.erase(ended); });
    ExchangeRun *started = run.get();
    m_runs.emplace(started, std::move(run));
    started->start();
}

// 2  READ: wait for the body where it must be known; everything else streams through.
void ExchangeRun::read()
{
    if (const auto refusal = refusalAtTheDoor(m_stream->head(), m_class, m_config->server))
        return answerError(*refusal);
    if (m_class == PathClass::Local)
        return readLocally();
    if (!isBuffered())
        return rewrite({});
    m_stream->collectBody(m_config->server.maxBodyBytes, [this](Result<QByteArray> body) {
        if (!body)
            return answerError(body.error());
        inspect(std::move(*body));
    });
}

// 3  INSPECT: where does the model stand, what did the person type?
void ExchangeRun::inspect(QByteArray body)
{
    m_exchange.bytesIn = body.size();
    if (isReadOnPool(body))
        return inspectOnPool({m_stream->head(), std::move(body)});
    m_body = std::move(body);
    if (!m_exchange.routable)
        return rewrite({});
    if (m_steps.decider.isOff())
        return decideUnread();
    const Instant began = m_steps.clock();
    RequestFacts facts = m_steps.inspector.inspect(m_stream->head(), m_body);
    m_exchange.timing.inspect = std::chrono::duration_cast<Timing::Micros>(m_steps.clock() - began);
    decide(std::move(facts));
}

// 4  DECIDE: which model serves it? Never fails; trouble keeps what was asked for.
void ExchangeRun::decide(RequestFacts facts)
{
    m_facts = std::move(facts);
    m_decideBegan = m_steps.clock();
    m_session.read(sessionSources(), m_stream->head(), m_facts, m_exchange);
    m_stream->setSinkObserver(this);
    m_pending =
        m_steps.decider.decide(m_facts, m_session.context(), [this](const RouteDecision &decision) {
            noteDecision(decision);
            rewrite(decision);
        });
}

// 5  REWRITE: the bytes of the model's value and the proxy's own header fields, nothing else.
void ExchangeRun::rewrite(RouteDecision decision)
{
    const Instant began = m_steps.clock();
    OutgoingBody outgoing;
    if (decision.modelChanged()) {
        m_spliced = spliceModel(std::move(m_body), m_facts.modelRange, decision.selectedModel);
        m_body = m_spliced.body;
        noteChange();
    }
    readSoon(m_body);
    if (!decision.modelChanged() && !m_coded.isNull() && !m_converter)
        m_body = m_coded;
    outgoing.isDecoded = !m_coded.isNull() && (m_converter || decision.modelChanged());
    if (isBuffered())
        outgoing.bufferedBytes = m_body.size();
    m_exchange.decision = std::move(decision);
    UpstreamRequest request = rewriteHead(m_stream->head(), m_steps.access(), outgoing);
    request.body = std::exchange(m_body, {});
    m_exchange.timing.rewrite = std::chrono::duration_cast<Timing::Micros>(m_steps.clock() - began);
    m_converter ? convert(std::move(request)) : forward(std::move(request));
}

// 6  FORWARD: to the upstream, with retry, timeouts and breaker inside.
void ExchangeRun::forward(UpstreamRequest request)
{
    if (!isBuffered())
        request.source = m_stream.get();
    ClientSink &sink = m_converting ? static_cast<ClientSink &>(*m_converting) : *m_stream;
    if (!m_relay)
        m_relay.emplace(sink, static_cast<RelayObserver &>(*this), m_steps.clock);
    m_keyInjected = request.carriesUpstreamKey;
    // Many a server closes after an error, and says so too late.
    request.wantsNewConnection = m_refusal.has_value();
    keepHeads({});
    m_steps.recorder.progressed(m_exchange);
    m_relay->start(m_steps.upstream, std::move(request));
}

// 7  RELAY: the answer's head is about to go down, its bytes follow as they come.
void ExchangeRun::relay(ResponseHead &head)
{
    m_spliced = {};
    m_coded = {};
    m_decoded.release();
    readLate();
    if (m_exchange.routable)
        addRoutingHeaders(head.headers, m_exchange.decision, m_config->router.exposeHeaders);
    m_tap.start(answerDialect(), head);
    m_relay->setTap(&m_tap);
}

// 8  RECORD: every walk ends here, once.
void ExchangeRun::record(ExchangeEnd end, const std::optional<Error> &error)
{
    if (m_isReadBehind) {
        m_end.emplace(End {end, error, m_steps.clock()});
        return;
    }
    // What is asked of the proxy itself is not traffic: a supervisor's probes would bury it.
    if (m_class != PathClass::Local) {
        readLate();
        noteEnd(end, error);
        m_session.note(m_steps.sessions, m_facts, m_exchange);
        m_steps.recorder.record(std::move(m_exchange));
    }
    m_ended(this);
}

} // namespace proxy
