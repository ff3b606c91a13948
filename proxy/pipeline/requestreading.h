// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/clock.h"
#include "proxy/exchange/exchange.h"
#include "proxy/exchange/promptfingerprint.h"
#include "proxy/exchange/requestfacts.h"
#include "proxy/inspect/requestinspector.h"
#include "proxy/loop/loopround.h"
#include "proxy/message/request.h"
#include "proxy/pipeline/poolreading.h"
#include "proxy/pipeline/poolwork.h"

#include <QByteArray>

#include <functional>
#include <memory>

namespace proxy {

/// The objects that every RequestReading uses. They outlive all of them. Lives on the worker
/// thread.
struct ReadingTools
{
    RequestInspector &inspector; ///< used on the worker thread only
    std::shared_ptr<const InspectorTables> tables; ///< shared with pool threads
    QThreadPool &pool;
    QObject &worker;
    Clock clock;
    int pending = 0; ///< postponed readings that are queued for, or on, a pool thread
};

/// Reads the body of one request: its facts, and its fingerprints for the accounting. The facts are
/// read before the decision; when no decision depends on them, they are read after the request was
/// forwarded. The fingerprints of all but the largest bodies are made after the forwarding too.
/// Lives on the worker thread.
class RequestReading final : private LoopRound::Observer
{
public:
    enum class State {
        Unread, ///< nothing was read yet
        Queued, ///< the postponed reading begins at the end of the event loop's round
        OnPool, ///< the body is queued for, or on, a pool thread
        Read, ///< the facts are known and nothing is under way
    };
    /// The job of reading the facts now. A pool thread removes a content coding first.
    struct BeforeDeciding
    {
        QByteArray body; ///< as it came
        bool isOnPool = false; ///< see isForPool()
        DecodeLimits limits = {};
    };
    /// The job of making the fingerprints after the forwarding, at the end of the event loop's
    /// round. It reads the facts first when they are not known yet.
    struct Behind
    {
        QByteArray plain; ///< the body as it is sent, without content coding
        qsizetype from = 0; ///< where the bytes that have moved began before that
        qsizetype growth = 0; ///< RequestBody::Outgoing::growth
    };
    /// The result of BeforeDeciding.
    struct ReadBody
    {
        QByteArray asItCame;
        QByteArray plain = {}; ///< without content coding; null: none, or it can't be decoded
        bool isBomb = false; ///< the decoded body exceeds a limit
        bool isOutOfMemory = false; ///< there was not enough memory to read it
        Timing::Micros took {0};
    };
    /// Called once. It may destroy this object.
    using Done = std::function<void(ReadBody body)>;
    /// Called when the facts of a postponed reading are known. It must not destroy this object.
    using LateFacts = std::function<void(Timing::Micros took)>;
    using Finished = std::function<void()>;
    /// Returns the fingerprints of the tools if an earlier turn had the same tools; else null.
    using KnownTools =
        std::function<std::shared_ptr<const PromptFingerprint::Tools>(const RequestFacts &facts)>;

    /// Bodies up to this size are read on the worker thread, because passing them to a pool thread
    /// takes as long.
    static constexpr qsizetype kQuickBody = 256 * 1024;
    /// How many bodies may wait for the pool. Further ones are read on the worker thread, which
    /// slows down their senders.
    static constexpr int kMaxPending = 8;

    /// @p tools and @p head must outlive this. @p known is called on the worker thread only.
    RequestReading(ReadingTools &tools, const RequestHead &head, KnownTools known);
    /// Drops the reading under way. No callback is called any more.
    ~RequestReading() override;
    Q_DISABLE_COPY_MOVE(RequestReading)

    /// Whether a pool thread should read the body: it is large, or compressed and needed decoded.
    [[nodiscard]] static bool isForPool(const RequestHead &head, qsizetype bodySize,
                                        bool isPlainNeeded);

    /// Reads the facts. @p done is called within start(), unless a pool thread reads.
    void start(BeforeDeciding job, const Done &done);
    /// Makes the fingerprints. Does nothing when they exist or are being made, or the body is not
    /// JSON.
    void start(Behind job, LateFacts late);
    /// Postpones the reading, because no decision depends on it. Until start(Behind) the facts have
    /// only the dialect.
    void postpone(Dialect dialect) { m_facts.dialect = dialect; }
    /// Forgets the facts except the dialect. @p reason says why the request is not routed.
    void discardFacts(RouteReason reason);
    /// Reads postponed facts at once, unless a pool thread reads them already.
    void readFactsNow();
    /// Completes the reading and calls @p finished: within finish(), after reading on this thread
    /// what is unread, or when the pool thread is done. @p finished may destroy this object.
    void finish(Finished finished);
    /// Completes the reading on this thread, without waiting for a pool thread. Calls the callback
    /// of finish(), which may destroy this object.
    void finishHere();

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const RequestFacts &facts() const { return m_facts; }
    /// Takes the fingerprint out of this object; empty when it was not made.
    [[nodiscard]] PromptFingerprint takeFingerprint() { return std::move(m_fingerprint); }

private:
    void roundEnded() override;
    void goOnBehind();
    void takeBefore(PoolReading result, const Done &done);
    void takeBehind(PoolReading result);
    void tellFacts(Timing::Micros took);
    void leavePool();
    [[nodiscard]] bool isBehind() const { return !m_plain.isNull(); }

    ReadingTools &m_tools;
    const RequestHead &m_head;
    KnownTools m_known;
    State m_state = State::Unread;
    bool m_hasFacts = false;
    RequestFacts m_facts;
    PromptFingerprint m_fingerprint;
    QByteArray m_plain; ///< the body that waits for its fingerprints; null: none
    LateFacts m_late;
    Finished m_finished;
    PoolWork m_work;
};

} // namespace proxy
