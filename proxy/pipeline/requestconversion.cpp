// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/pipeline/requestconversion.h"

#include "proxy/pipeline/poolreading.h"

#include <new>
#include <utility>

namespace proxy {

namespace {

Result<ConvertedRequest> converted(Converter &converter, UpstreamRequest request,
                                   const ConversionSettings &settings)
{
    try {
        return converter.convert(std::move(request), settings);
    } catch (const std::bad_alloc &) {
        return tl::make_unexpected(outOfMemory());
    }
}

} // namespace

RequestConversion::RequestConversion(UpstreamDialect upstream, const RequestHead &head,
                                     ClientSink &client, QThreadPool &pool, QObject &worker)
    : m_client(client)
    , m_converter(Converter::select(upstream, head))
    , m_work(pool, worker)
{ }

bool RequestConversion::isForPool(qsizetype bodySize)
{
    return bodySize > kLargeBody;
}

void RequestConversion::convert(UpstreamRequest request, const ConversionSettings &settings,
                                Done done)
{
    m_before = request;
    if (!isForPool(request.body.size()))
        return take(converted(*m_converter, std::move(request), settings), done);
    m_work.start(
        [converter = *m_converter, settings, request = std::move(request)]() mutable {
            return converted(converter, std::move(request), settings);
        },
        [this, done = std::move(done)](Result<ConvertedRequest> result) {
            take(std::move(result), done);
        });
}

void RequestConversion::take(Result<ConvertedRequest> converted, const Done &done)
{
    if (!converted)
        return done(tl::make_unexpected(converted.error()));
    if (!m_sink)
        m_sink.emplace(m_client, m_converter->clientDialect());
    m_sink->expect(std::move(converted->answer));
    if (!converted->carriesReasoning)
        m_before.reset();
    done(std::move(converted->request));
}

bool RequestConversion::mayLearnFrom(int status)
{
    if (status != 400 && status != 422)
        m_before.reset();
    return m_before.has_value();
}

bool RequestConversion::learnsFrom(QByteArrayView payload)
{
    m_hasLearnt = m_before && payload.contains(kReasoning);
    return m_hasLearnt;
}

std::optional<UpstreamRequest> RequestConversion::takeAgain()
{
    if (!std::exchange(m_hasLearnt, false))
        return std::nullopt;
    return std::exchange(m_before, std::nullopt);
}

ClientSink &RequestConversion::sink()
{
    return m_sink ? static_cast<ClientSink &>(*m_sink) : m_client;
}

Dialect RequestConversion::clientDialect(Dialect ofPath) const
{
    return m_converter ? m_converter->clientDialect() : ofPath;
}

Dialect RequestConversion::answerDialect(Dialect ofPath) const
{
    if (!m_converter)
        return ofPath;
    return m_converter->clientDialect() == Dialect::Anthropic ? Dialect::OpenAiChat
                                                              : Dialect::Anthropic;
}

void RequestConversion::noteEnd(Exchange &exchange) const
{
    if (!m_sink)
        return;
    exchange.converted = m_sink->losses();
    exchange.status = m_sink->status();
    if (!m_sink->error())
        return;
    // Whatever came afterwards came because of it.
    exchange.end = ExchangeEnd::Failed;
    exchange.error = m_sink->error();
}

} // namespace proxy
