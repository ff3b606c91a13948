// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/clock.h"
#include "proxy/exchange/exchange.h"
#include "proxy/exchange/promptfingerprint.h"
#include "proxy/exchange/requestfacts.h"
#include "proxy/inspect/requestinspector.h"
#include "proxy/message/request.h"
#include "proxy/pipeline/poolreading.h"
#include "proxy/pipeline/poolwork.h"

#include <QByteArray>

#include <functional>
#include <memory>

namespace proxy {

/// What readings work with. Outlives every reading; belongs to the worker thread.
struct ReadingTools
{
    RequestInspector &inspector; ///< of the worker thread
    std::shared_ptr<const InspectorTables> tables; ///< pool threads hold them too
    QThreadPool &pool;
    QObject &worker;
    Clock clock;
    int pending = 0; ///< readings behind the forwarding that a pool thread has or will have
};

/// The reading of one request's body: its facts, and its fingerprints for the accounting. The
/// facts are read before the decision, or, when no decision depends on them, behind the forwarding.
/// The fingerprints of all but the largest bodies are made behind it. Belongs to the worker thread.
class RequestReading final
{
public:
    enum class State {
        Unread, ///< nothing was read yet
        Queued, ///< a later round of the event loop begins the reading behind the forwarding
        OnPool, ///< a pool thread has the body or will have it
        Read, ///< nothing is under way, and the facts are known
    };
    /// Reads the facts now. On a pool thread, a content coding is removed first.
    struct BeforeDeciding
    {
        QByteArray body; ///< as it came
        bool isOnPool = false; ///< see isForPool()
        DecodeLimits limits = {};
    };
    /// Makes the fingerprints in a later round of the event loop, and reads the facts first where
    /// they are not known yet.
    struct Behind
    {
        QByteArray plain; ///< as it is sent, without content coding
        qsizetype growth = 0; ///< RequestBody::Outgoing::growth
    };
    /// A body whose facts were read.
    struct ReadBody
    {
        QByteArray asItCame;
        QByteArray plain = {}; ///< its content coding removed; null: it had none, or it stays
        bool isBomb = false; ///< it grows beyond a limit when its content coding is removed
        Timing::Micros took {0};
    };
    /// Called once. It may destroy the reading.
    using Done = std::function<void(ReadBody body)>;
    /// Called when the facts of a postponed reading became known. Must not destroy the reading.
    using LateFacts = std::function<void(Timing::Micros took)>;
    using Finished = std::function<void()>;
    /// Tools that were fingerprinted before; null: none.
    using KnownTools =
        std::function<std::shared_ptr<const PromptFingerprint::Tools>(const RequestFacts &facts)>;

    /// Bodies up to this size are read on the worker thread: to hand one over takes as long.
    static constexpr qsizetype kQuickBody = 256 * 1024;
    /// So many bodies may wait for the pool. Further ones are read on the worker thread: nothing
    /// else would slow down those who send them.
    static constexpr int kMaxPending = 8;

    /// @p tools and @p head must outlive this. @p known: is asked on the worker thread alone.
    RequestReading(ReadingTools &tools, const RequestHead &head, KnownTools known);
    /// Drops what is under way; no callback comes any more.
    ~RequestReading();
    Q_DISABLE_COPY_MOVE(RequestReading)

    /// Large bodies, and compressed ones whose plain copy is needed.
    [[nodiscard]] static bool isForPool(const RequestHead &head, qsizetype bodySize,
                                        bool isPlainNeeded);

    /// @p done comes from inside start() unless a pool thread reads.
    void start(BeforeDeciding job, const Done &done);
    /// Does nothing when the fingerprints exist or are being made, or the body is not JSON.
    void start(Behind job, LateFacts late);
    /// No decision depends on the facts: until start(Behind) they name the dialect alone.
    void postpone(Dialect dialect) { m_facts.dialect = dialect; }
    /// Takes the facts back but for the dialect: @p reason says why the request is not routed.
    void discardFacts(RouteReason reason);
    /// Reads postponed facts at once, unless a pool thread is about to tell them.
    void readFactsNow();
    /// Calls @p finished when nothing is under way behind the forwarding: from inside finish(),
    /// after reading on this thread what is unread, or when the pool thread is done. It may destroy
    /// the reading.
    void finish(Finished finished);
    /// Reads on this thread what is unread and does not wait for a pool thread any more. Calls
    /// what waits in finish(), which may destroy the reading.
    void finishHere();

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const RequestFacts &facts() const { return m_facts; }
    /// Empty until it was made. Once.
    [[nodiscard]] PromptFingerprint takeFingerprint() { return std::move(m_fingerprint); }

private:
    void goOnBehind();
    void takeBefore(PoolReading result, const Done &done);
    void takeBehind(PoolReading result);
    void takeFacts(RequestFacts facts, Timing::Micros took);
    void leavePool();
    [[nodiscard]] bool isBehind() const { return !m_plain.isNull(); }

    ReadingTools &m_tools;
    const RequestHead &m_head;
    KnownTools m_known;
    State m_state = State::Unread;
    bool m_hasFacts = false;
    RequestFacts m_facts;
    PromptFingerprint m_fingerprint;
    QByteArray m_plain; ///< waits for its fingerprints; null: nothing does
    LateFacts m_late;
    Finished m_finished;
    PoolWork m_work;
};

} // namespace proxy
