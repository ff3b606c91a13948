// SPDX-License-Identifier: LicenseRef-Private
// What a run does with its request's body besides passing it on: reads, converts and answers it,
// where it is large on a pool thread, where nothing depends on it behind the forwarding.
#include "proxy/pipeline/exchangerun.h"

#include "proxy/core/handover.h"
#include "proxy/inspect/promptprinter.h"
#include "proxy/inspect/requestinspector.h"

#include <utility>

namespace proxy {

template <class Work, class Then> void ExchangeRun::onPool(Work work, Then then)
{
    if (!m_alive)
        m_alive = std::make_shared<char>();
    startOn(m_steps.pool, [&worker = m_steps.worker, waiting = std::weak_ptr<void>(m_alive),
                           work = std::move(work), then = std::move(then)]() mutable {
        auto result = work();
        postTo(&worker, [waiting, result = std::move(result), then = std::move(then)]() mutable {
            if (!waiting.expired())
                then(std::move(result));
        });
    });
}

void ExchangeRun::answerLocally(QByteArray body)
{
    const LocalAnswer answer = m_steps.localRoutes.handle({m_stream->head(), std::move(body)});
    if (answer.work) {
        m_stream->setSinkObserver(this);
        return onPool(answer.work, [this](const std::function<Reply()> &finish) {
            m_stream->sendReply(finish());
            record(ExchangeEnd::Complete, std::nullopt);
        });
    }
    if (answer.streamsEvents)
        watchEvents();
    else
        m_stream->sendReply(answer.reply);
    record(ExchangeEnd::Complete, std::nullopt);
}

void ExchangeRun::inspectOnPool(Request request)
{
    m_stream->setSinkObserver(this);
    onPool(
        [tables = m_steps.tables, clock = m_steps.clock, request = std::move(request),
         limits = DecodeLimits {.maxBytes = m_config->server.maxBodyBytes}]() mutable {
            const Instant began = clock();
            PoolReading reading = readBody(std::move(request), limits, *tables);
            reading.took = std::chrono::duration_cast<Timing::Micros>(clock() - began);
            return reading;
        },
        [this](PoolReading reading) { takeReading(std::move(reading)); });
}

void ExchangeRun::decideUnread()
{
    m_unread = m_body;
    RequestFacts unread;
    unread.dialect = m_exchange.dialect;
    decide(std::move(unread));
}

void ExchangeRun::readLate()
{
    if (m_unread.isNull() || m_isReadBehind)
        return;
    const Instant began = m_steps.clock();
    RequestFacts facts = m_steps.inspector.inspect(m_stream->head(), m_unread);
    takeLateFacts(std::move(facts),
                  std::chrono::duration_cast<Timing::Micros>(m_steps.clock() - began));
}

void ExchangeRun::takeLateFacts(RequestFacts facts, Timing::Micros took)
{
    m_unread = {};
    m_facts = std::move(facts);
    m_session.read(sessionSources(), m_stream->head(), m_facts, m_exchange);
    m_exchange.timing.inspect = took;
    m_exchange.decision.requestedModel = m_facts.model;
    m_exchange.decision.selectedModel = m_facts.model;
    noteFacts();
    m_steps.recorder.progressed(m_exchange);
}

void ExchangeRun::readBehind()
{
    if (m_unprinted.size() <= kQuickBody || m_steps.readBehind >= kMaxReadBehind)
        return printHere();
    setReadBehind(true);
    onPool(
        [tables = m_steps.tables, clock = m_steps.clock, head = m_stream->head(),
         isUnread = !m_unread.isNull(), facts = m_facts, body = m_unprinted] {
            const Instant began = clock();
            PoolReading reading;
            reading.facts = isUnread ? RequestInspector(*tables).inspect(head, body) : facts;
            reading.took = std::chrono::duration_cast<Timing::Micros>(clock() - began);
            reading.print = printPrompt(body, reading.facts, *tables);
            return reading;
        },
        [this](PoolReading reading) { takeReadingBehind(std::move(reading)); });
}

void ExchangeRun::setReadBehind(bool isReadBehind)
{
    m_steps.readBehind += int {isReadBehind} - int {m_isReadBehind};
    m_isReadBehind = isReadBehind;
}

void ExchangeRun::takeReadingBehind(PoolReading reading)
{
    setReadBehind(false);
    m_unprinted = {};
    m_print = std::move(reading.print);
    if (!m_unread.isNull())
        takeLateFacts(std::move(reading.facts), reading.took);
    if (m_end)
        record(m_end->end, m_end->error);
}

void ExchangeRun::convert(UpstreamRequest request)
{
    const ConversionSettings settings {.basePath = m_steps.access().basePath,
                                       .nowSeconds = m_exchange.startedAtMs / 1000};
    if (request.body.size() > kLargeBody)
        convertOnPool(std::move(request), settings);
    else
        takeConverted(m_converter->convert(std::move(request), settings));
}

void ExchangeRun::convertOnPool(UpstreamRequest request, const ConversionSettings &settings)
{
    m_stream->setSinkObserver(this);
    onPool(
        [converter = *m_converter, settings, request = std::move(request)]() mutable {
            return converter.convert(std::move(request), settings);
        },
        [this](Result<ConvertedRequest> converted) { takeConverted(std::move(converted)); });
}

void ExchangeRun::takeConverted(Result<ConvertedRequest> converted)
{
    if (!converted)
        return answerError(converted.error());
    if (!m_converting)
        m_converting.emplace(*m_stream, clientDialect());
    m_converting->expect(std::move(converted->answer));
    forward(std::move(converted->request));
}

} // namespace proxy
