// SPDX-License-Identifier: LicenseRef-Private
// What a run does with the plain copy of a coded body, and with the prompt for the books.
#include "proxy/pipeline/exchangerun.h"

#include "proxy/inspect/promptprinter.h"

#include <utility>

namespace proxy {

namespace {

/// Behind the model everything stands elsewhere once another name is in its place.
void shiftBlocks(RequestFacts &facts, qsizetype shift)
{
    const auto move = [&facts, shift](ByteRange &range) {
        if (range.begin >= facts.modelRange.end)
            range = {range.begin + shift, range.end + shift};
    };
    if (shift == 0)
        return;
    move(facts.blocks.tools);
    move(facts.blocks.system);
    for (ByteRange &message : facts.blocks.messages)
        move(message);
}

} // namespace

bool ExchangeRun::isReadOnPool(const QByteArray &body) const
{
    if (!m_exchange.routable)
        return false;
    const ContentCoding coding = contentCodingOf(m_stream->head().headers);
    const bool isDecodable = coding == ContentCoding::Gzip || coding == ContentCoding::Zstd;
    return body.size() > kLargeBody || (isDecodable && (m_converter || !m_steps.decider.isOff()));
}

void ExchangeRun::takeReading(PoolReading reading)
{
    m_exchange.timing.inspect = reading.took;
    if (reading.isBomb)
        return answerError({.code = ErrorCode::BodyTooLarge,
                            .source = ErrorSource::Client,
                            .detail = QStringLiteral("the body grows too large when its "
                                                     "Content-Encoding is removed")});
    m_body = std::move(reading.body);
    if (!reading.plain.isNull() && !m_decoded.hold(reading.plain.size(), m_steps, *m_config)) {
        reading.facts = {};
        reading.facts.dialect = m_exchange.dialect;
        reading.facts.skip = RouteReason::Encoded;
    } else if (!reading.plain.isNull()) {
        m_coded = std::exchange(m_body, std::move(reading.plain));
    }
    m_print = std::move(reading.print);
    decide(std::move(reading.facts));
}

bool ExchangeRun::DecodedShare::hold(qint64 bytes, Steps &steps, const ProxyConfig &config)
{
    release();
    if (steps.decodedBytes + bytes > config.server.maxBufferedBytes)
        return false;
    m_total = &steps.decodedBytes;
    m_bytes = bytes;
    *m_total += bytes;
    return true;
}

void ExchangeRun::DecodedShare::release()
{
    if (m_total)
        *m_total -= std::exchange(m_bytes, 0);
}

void ExchangeRun::readSoon(const QByteArray &plain)
{
    const bool isRead = m_decided && m_facts.skip != RouteReason::NotJson;
    if (!isRead || !m_print.messages.empty() || !m_unprinted.isNull())
        return;
    if (!m_alive)
        m_alive = std::make_shared<char>();
    m_unprinted = plain;
    const qsizetype shift =
        m_spliced.range.isEmpty() ? 0 : m_spliced.range.size() - m_facts.modelRange.size();
    shiftBlocks(m_facts, shift);
    const auto readNow = [this, waiting = std::weak_ptr(m_alive)] {
        if (!waiting.expired() && !m_unprinted.isNull())
            readBehind();
    };
    QMetaObject::invokeMethod(&m_steps.worker, readNow, Qt::QueuedConnection);
}

void ExchangeRun::printHere()
{
    readLate();
    const QByteArray body = std::exchange(m_unprinted, {});
    if (body.isNull() || m_facts.blocks.messages.empty())
        return;
    m_print =
        printPrompt(body, m_facts, *m_steps.tables, m_steps.books.knownTools(m_exchange, m_facts));
}

} // namespace proxy
