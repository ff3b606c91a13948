// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/pipeline/requestreading.h"

#include "proxy/inspect/promptfingerprinter.h"

#include <new>
#include <utility>

namespace proxy {

namespace {

Timing::Micros since(Instant began, const Clock &clock)
{
    return std::chrono::duration_cast<Timing::Micros>(clock() - began);
}

/// Reads what only the record needs: without enough memory it stays unread.
template <class Read> void unlessOutOfMemory(Read read)
{
    try {
        read();
    } catch (const std::bad_alloc &) { }
}

/// Behind a change everything stands elsewhere.
void shiftBlocks(RequestFacts &facts, qsizetype from, qsizetype shift)
{
    if (shift == 0)
        return;
    const auto move = [from, shift](ByteRange &range) {
        if (range.begin >= from)
            range = {range.begin + shift, range.end + shift};
    };
    move(facts.blocks.tools);
    move(facts.blocks.system);
    for (ByteRange &message : facts.blocks.messages)
        move(message);
    for (qsizetype &mark : facts.blocks.marks)
        mark += mark >= from ? shift : 0;
}

} // namespace

RequestReading::RequestReading(ReadingTools &tools, const RequestHead &head, KnownTools known)
    : m_tools(tools)
    , m_head(head)
    , m_known(std::move(known))
    , m_work(tools.pool, tools.worker)
{ }

RequestReading::~RequestReading()
{
    LoopRound::forget(*this);
    leavePool();
}

bool RequestReading::isForPool(const RequestHead &head, qsizetype bodySize, bool isPlainNeeded)
{
    if (bodySize > kLargeBody)
        return true;
    if (!isPlainNeeded)
        return false;
    const ContentCoding coding = contentCodingOf(head.headers);
    return coding == ContentCoding::Gzip || coding == ContentCoding::Zstd;
}

void RequestReading::start(BeforeDeciding job, const Done &done)
{
    if (!job.isOnPool) {
        const Instant began = m_tools.clock();
        ReadBody read;
        try {
            m_facts = m_tools.inspector.inspect(m_head, job.body);
        } catch (const std::bad_alloc &) {
            read.isOutOfMemory = true;
        }
        m_hasFacts = true;
        m_state = State::Read;
        read.asItCame = std::move(job.body);
        read.took = since(began, m_tools.clock);
        return done(std::move(read));
    }
    m_state = State::OnPool;
    m_work.start(
        [tables = m_tools.tables, clock = m_tools.clock,
         request = Request {m_head, std::move(job.body)}, limits = job.limits]() mutable {
            const Instant began = clock();
            PoolReading reading;
            try {
                reading = readBody(std::move(request), limits, *tables);
            } catch (const std::bad_alloc &) {
                reading.isOutOfMemory = true;
            }
            reading.took = since(began, clock);
            return reading;
        },
        [this, done](PoolReading reading) { takeBefore(std::move(reading), done); });
}

void RequestReading::takeBefore(PoolReading result, const Done &done)
{
    m_state = State::Read;
    m_hasFacts = true;
    m_facts = std::move(result.facts);
    m_fingerprint = std::move(result.fingerprint);
    done({.asItCame = std::move(result.body),
          .plain = std::move(result.plain),
          .isBomb = result.isBomb,
          .isOutOfMemory = result.isOutOfMemory,
          .took = result.took});
}

void RequestReading::start(Behind job, LateFacts late)
{
    const bool isDone = !m_fingerprint.messages.empty() || isBehind();
    if (isDone || m_facts.skip == RouteReason::NotJson)
        return;
    m_plain = std::move(job.plain);
    m_late = std::move(late);
    shiftBlocks(m_facts, job.from, job.growth);
    m_state = State::Queued;
    LoopRound::callAtEnd(*this, LoopRound::Part::Behind);
}

void RequestReading::roundEnded()
{
    if (m_state == State::Queued)
        goOnBehind();
}

void RequestReading::discardFacts(RouteReason reason)
{
    const Dialect dialect = m_facts.dialect;
    m_facts = {};
    m_facts.dialect = dialect;
    m_facts.skip = reason;
}

void RequestReading::readFactsNow()
{
    if (m_hasFacts || !isBehind() || m_state == State::OnPool)
        return;
    const Instant began = m_tools.clock();
    m_facts.skip = RouteReason::NotJson;
    unlessOutOfMemory([&] { m_facts = m_tools.inspector.inspect(m_head, m_plain); });
    tellFacts(since(began, m_tools.clock));
}

void RequestReading::tellFacts(Timing::Micros took)
{
    m_hasFacts = true;
    m_late(took);
}

void RequestReading::goOnBehind()
{
    if (m_plain.size() <= kQuickBody || m_tools.pending >= kMaxPending)
        return finishHere();
    m_state = State::OnPool;
    ++m_tools.pending;
    m_work.start(
        [tables = m_tools.tables, clock = m_tools.clock, head = m_head, isUnread = !m_hasFacts,
         facts = m_facts, body = m_plain] {
            const Instant began = clock();
            PoolReading reading;
            reading.facts = facts;
            unlessOutOfMemory([&] {
                if (isUnread)
                    reading.facts = RequestInspector(*tables).inspect(head, body);
                reading.took = since(began, clock);
                reading.fingerprint = fingerprintPrompt(body, reading.facts, *tables);
            });
            return reading;
        },
        [this](PoolReading reading) { takeBehind(std::move(reading)); });
}

void RequestReading::takeBehind(PoolReading result)
{
    leavePool();
    m_state = State::Read;
    m_plain = {};
    m_fingerprint = std::move(result.fingerprint);
    if (!m_hasFacts) {
        m_facts = std::move(result.facts);
        tellFacts(result.took);
    }
    if (const Finished finished = std::exchange(m_finished, nullptr))
        finished();
}

void RequestReading::leavePool()
{
    if (m_state == State::OnPool && isBehind())
        --m_tools.pending;
    m_state = m_hasFacts ? State::Read : State::Unread;
}

void RequestReading::finish(Finished finished)
{
    m_finished = std::move(finished);
    if (m_state != State::OnPool || !isBehind())
        finishHere();
}

void RequestReading::finishHere()
{
    m_work.forget();
    leavePool();
    readFactsNow();
    m_state = m_hasFacts ? State::Read : State::Unread;
    const QByteArray plain = std::exchange(m_plain, {});
    if (!plain.isNull() && !m_facts.blocks.messages.empty())
        unlessOutOfMemory([&] {
            m_fingerprint = fingerprintPrompt(plain, m_facts, *m_tools.tables, m_known(m_facts));
        });
    if (const Finished finished = std::exchange(m_finished, nullptr))
        finished();
}

} // namespace proxy
