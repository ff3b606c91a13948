// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/dialect.h"
#include "proxy/core/error.h"
#include "proxy/core/money.h"
#include "proxy/core/said.h"
#include "proxy/exchange/routedecision.h"

#include <QByteArray>
#include <QMetaType>

#include <chrono>
#include <memory>
#include <optional>

namespace proxy {

struct DecisionFeatures;

/// Tokens as the answer reported them; -1: not reported. Never guessed.
struct Usage
{
    qint64 input = -1; ///< not counting cache reads and writes
    qint64 output = -1;
    qint64 cacheRead = -1;
    qint64 cacheWrite5m = -1;
    qint64 cacheWrite1h = -1;
    qint64 cacheWrite30m = -1;
    qint64 cacheWrite12h = -1;
    qint64 reasoning = -1;

    [[nodiscard]] bool isKnown() const { return input >= 0 || output >= 0; }
    /// All that was sent, cached or not; 0 when nothing was reported.
    [[nodiscard]] qint64 promptTokens() const
    {
        return positive(input) + positive(cacheRead) + cacheWrites();
    }
    /// Written to a cache of whatever life; 0 when nothing was reported.
    [[nodiscard]] qint64 cacheWrites() const
    {
        return positive(cacheWrite5m) + positive(cacheWrite1h) + positive(cacheWrite30m)
               + positive(cacheWrite12h);
    }
    /// Writes were reported, be it as none: the provider charges for them.
    [[nodiscard]] bool tellsCacheWrites() const
    {
        return cacheWrite5m >= 0 || cacheWrite1h >= 0 || cacheWrite30m >= 0 || cacheWrite12h >= 0;
    }
    [[nodiscard]] bool operator==(const Usage &) const = default;

private:
    static qint64 positive(qint64 tokens) { return tokens > 0 ? tokens : 0; }
};

/// Tokens that one answer cost beside its own: a summary that the provider made on the way, a
/// second model that was asked for advice (Messages API, usage.iterations).
struct SideUsage
{
    QByteArray model; ///< that is billed; empty: the one that answered
    Usage usage;

    [[nodiscard]] bool operator==(const SideUsage &) const = default;
};

/// What an exchange cost and saved, at list prices. Unknown is nullopt, never 0.
struct Cost
{
    std::optional<PicoDollars> actual; ///< of the model that served it
    /// Of the requested model, had it served this session's turns all along, its cache included.
    std::optional<PicoDollars> baseline;
    PicoDollars classifierFee = 0;
    QByteArray priceTable; ///< the table's date, where any price was looked up

    /// What routing saved by this exchange; negative: it cost more.
    [[nodiscard]] std::optional<PicoDollars> saved() const
    {
        if (!actual || !baseline)
            return std::nullopt;
        return *baseline - *actual - classifierFee;
    }
};

/// Why less came out of the prompt cache than the turn before had put there.
struct CacheLoss
{
    qint64 expectedRead = -1; ///< tokens; -1: no earlier turn to compare with
    QByteArray cause; ///< "switch", "client-edit", "idle", "upstream"; empty: nothing was lost
    Said firstDifference; ///< "system[1]", "tools[3].description", "messages[12]", "model"
    qint64 lostTokens = 0;
    std::optional<PicoDollars> price; ///< of the loss, at list prices
    QByteArray upstreamReason; ///< diagnostics.cache_miss_reason of the answer
    qint64 upstreamMissedTokens = -1;
};

/// When each step ended, as time since the request's first byte; nullopt: never reached.
struct Timing
{
    using Micros = std::chrono::microseconds;
    Micros inspect {0}; ///< CPU time of INSPECT
    Micros decide {0}; ///< wall time of DECIDE
    Micros rewrite {0}; ///< CPU time of REWRITE
    std::optional<Micros> connected; ///< upstream connection ready (0 cost when reused)
    std::optional<Micros> requestSent; ///< last body byte handed to the kernel
    std::optional<Micros> firstByte; ///< answer's head complete
    std::optional<Micros> finished;
    Micros longestGap {0}; ///< between two pieces of the answer
};

/// How an exchange ended.
enum class ExchangeEnd {
    Open,
    Complete, ///< the client has a whole answer
    Failed, ///< an Error was answered, or the answer itself tells of one
    Cut, ///< the answer broke off; the client saw a cut
    ClientGone,
};

/// The record of one request and its answer, filled step by step from left to right, ended
/// exactly once in RECORD. Engine, record, statistics, event stream and window share it.
/// Plain value; holds no secret and, unless recording is on, no prompt text.
struct Exchange
{
    QByteArray id; ///< 16 hex digits, unique across restarts
    qint64 startedAtMs = 0; ///< Unix time of the first byte
    QByteArray client; ///< "claude-code", "codex", …, from User-Agent
    QByteArray clientVersion;
    QByteArray peer; ///< address without port
    QByteArray method;
    QByteArray target; ///< secrets in the query masked
    QByteArray project;
    QByteArray session; ///< as identified; empty: none
    Dialect dialect = Dialect::Other;
    bool routable = false;
    bool streaming = false;
    bool webSocket = false;

    RouteDecision decision; ///< meaningful when routable
    std::shared_ptr<const DecisionFeatures> features; ///< what it depended on; null: not read
    QByteArray turnType; ///< "human-ask", "tool-continuation", …; empty: not told
    QByteArray classifiedText; ///< only with RecordSettings::recordText

    qint64 bytesIn = 0; ///< body of the request
    qint64 bytesOut = 0; ///< body of the answer, as sent
    qint64 changedBegin = -1; ///< byte range of the body that was replaced; -1: none
    qint64 changedEnd = -1;

    QByteArray converted; ///< losses of a conversion between dialects; empty: none happened
    int status = 0; ///< what the client got; 0: nothing
    int upstreamStatus = 0;
    int upstreamAttempts = 0;
    QByteArray responseModel;
    bool modelSubstituted = false; ///< another model answered than was sent, unasked
    QByteArray fallback; ///< why the provider's own `fallbacks` answered; empty: they did not
    QByteArray speed; ///< as the answer reports it, else as the request asks
    QByteArray region; ///< as the answer reports it, else as the request asks
    QByteArray stopReason;
    Usage usage; ///< of the answer itself
    std::vector<SideUsage> sideUsage; ///< billed beside it
    /// The provider put a summary in the history's place: nothing of the old one is cached on.
    bool compacted = false;
    Cost cost;
    CacheLoss cacheLoss;
    Timing timing;
    ExchangeEnd end = ExchangeEnd::Open;
    std::optional<Error> error;
};

/// "complete", "failed", "cut", "client-gone", "open".
[[nodiscard]] const char *name(ExchangeEnd end);

} // namespace proxy

Q_DECLARE_METATYPE(proxy::Exchange)
