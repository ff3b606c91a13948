// SPDX-License-Identifier: LicenseRef-Private
// What a run does with its request's body besides passing it on: reads and converts it, where it
// is large on a pool thread, where nothing depends on it behind the forwarding.
#include "proxy/pipeline/exchangerun.h"

#include "proxy/handover.h"

#include <utility>

namespace proxy {

template <class Work, class Then> void ExchangeRun::onPool(Work work, Then then)
{
    if (!m_alive)
        m_alive = std::make_shared<char>();
    m_stream->setSinkObserver(this);
    startOn(m_steps.pool, [&worker = m_steps.worker, waiting = std::weak_ptr<void>(m_alive),
                           work = std::move(work), then = std::move(then)]() mutable {
        auto result = work();
        postTo(&worker, [waiting, result = std::move(result), then = std::move(then)]() mutable {
            if (!waiting.expired())
                then(std::move(result));
        });
    });
}

void ExchangeRun::inspectOnPool(Request request)
{
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
    m_alive = std::make_shared<char>();
    m_unread = m_body;
    const auto readSoon = [this, waiting = std::weak_ptr(m_alive)] {
        if (!waiting.expired())
            readLate();
    };
    QMetaObject::invokeMethod(&m_steps.worker, readSoon, Qt::QueuedConnection);
    RequestFacts unread;
    unread.dialect = m_exchange.dialect;
    decide(std::move(unread));
}

void ExchangeRun::readLate()
{
    if (m_unread.isNull())
        return;
    const Instant began = m_steps.clock();
    m_facts = m_steps.inspector.inspect(m_stream->head(), std::exchange(m_unread, {}));
    m_session.read(sessionSources(), m_stream->head(), m_facts, m_exchange);
    m_exchange.timing.inspect = std::chrono::duration_cast<Timing::Micros>(m_steps.clock() - began);
    m_exchange.decision.requestedModel = m_facts.model;
    m_exchange.decision.selectedModel = m_facts.model;
    noteFacts();
    m_steps.recorder.progressed(m_exchange);
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
