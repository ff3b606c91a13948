// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/dialect.h"
#include "proxy/core/error.h"
#include "proxy/core/money.h"
#include "proxy/core/text.h"
#include "proxy/exchange/routedecision.h"

#include <QByteArray>
#include <QMetaType>

#include <chrono>
#include <memory>
#include <optional>

namespace proxy {

struct DecisionFeatures;

/// Token counts as the answer reported them; -1: not reported. Never estimated.
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
    /// The tokens of the whole prompt, cached or not; 0 when nothing was reported.
    [[nodiscard]] qint64 promptTokens() const
    {
        return positive(input) + positive(cacheRead) + cacheWrites();
    }
    /// The tokens written to prompt caches of every lifetime; 0 when nothing was reported.
    [[nodiscard]] qint64 cacheWrites() const
    {
        return positive(cacheWrite5m) + positive(cacheWrite1h) + positive(cacheWrite30m)
               + positive(cacheWrite12h);
    }
    /// Whether the answer reported cache writes, even zero. Such a provider charges for them.
    [[nodiscard]] bool tellsCacheWrites() const
    {
        return cacheWrite5m >= 0 || cacheWrite1h >= 0 || cacheWrite30m >= 0 || cacheWrite12h >= 0;
    }
    [[nodiscard]] bool operator==(const Usage &) const = default;

private:
    static qint64 positive(qint64 tokens) { return tokens > 0 ? tokens : 0; }
};

/// Tokens that the provider billed beside the answer itself: for a summary that it made first, or
/// for a second model that it consulted (Messages API, usage.iterations).
struct SideUsage
{
    QByteArray model; ///< the model that is billed; empty: the one that answered
    Usage usage;

    [[nodiscard]] bool operator==(const SideUsage &) const = default;
};

/// What an exchange cost and saved, at list prices. An unknown amount is nullopt, never 0.
struct Cost
{
    std::optional<PicoDollars> actual; ///< at the prices of the model that answered
    /// What the requested model would have cost, had it answered every turn of the session; its own
    /// prompt cache is simulated.
    std::optional<PicoDollars> baseline;
    PicoDollars classifierFee = 0;
    QByteArray priceTable; ///< date of the table of models; empty when no price was looked up

    /// What routing saved; negative when it cost more. nullopt when an amount is unknown.
    [[nodiscard]] std::optional<PicoDollars> saved() const
    {
        if (!actual || !baseline)
            return std::nullopt;
        return *baseline - *actual - classifierFee;
    }
};

/// Why an exchange read fewer tokens from the prompt cache than the turn before had left there.
struct CacheLoss
{
    qint64 expectedRead = -1; ///< tokens; -1: no earlier turn to compare with
    QByteArray cause; ///< "switch", "client-edit", "idle", "upstream"; empty: nothing was lost
    Text firstDifference; ///< "system[1]", "tools[3].description", "messages[12]", "model"
    qint64 lostTokens = 0;
    std::optional<PicoDollars> price; ///< what the lost tokens cost, at list prices
    QByteArray upstreamReason; ///< the answer's diagnostics.cache_miss_reason
    qint64 upstreamMissedTokens = -1;
};

/// When the steps of an exchange ended, measured from the request's first byte; nullopt: the step
/// was not reached. The first three are durations.
struct Timing
{
    using Micros = std::chrono::microseconds;
    Micros inspect {0}; ///< CPU time of INSPECT
    Micros decide {0}; ///< wall time of DECIDE
    Micros rewrite {0}; ///< CPU time of REWRITE
    std::optional<Micros> connected; ///< the upstream connection was ready; at once when reused
    std::optional<Micros> requestSent; ///< the kernel took the last byte of the body
    std::optional<Micros> firstByte; ///< the answer's head was complete
    std::optional<Micros> finished;
    Micros longestGap {0}; ///< longest wait between two pieces of the answer
};

/// What the answer of an open exchange does.
enum class AnswerPhase {
    Unknown, ///< nobody looked, or the exchange has ended
    Waiting, ///< nothing of the body has come
    Thinking, ///< the stream is alive, but brings no text: thoughts, or signs of life alone
    Streaming, ///< it brings text, a tool call, or a body that is no stream of events
};

/// How far the answer of an open exchange is, as it was when this record was made.
struct AnswerProgress
{
    AnswerPhase phase = AnswerPhase::Unknown;
    std::chrono::microseconds silence {0}; ///< since its latest byte
};

/// How an exchange ended.
enum class ExchangeEnd {
    Open, ///< it has not ended
    Complete, ///< the client got a whole answer
    Failed, ///< the proxy answered with an Error, or the answer reports one or can't be converted
    Cut, ///< the answer broke off and the client's connection was cut
    ClientGone, ///< the client closed its connection first
};

/// The record of one request and its answer. The steps of the pipeline fill it in their order;
/// RECORD ends it exactly once. Request log, statistics, event stream and window are made from it.
/// Plain value. It holds no secret and no text of the prompt, unless RecordSettings::recordText is
/// set.
struct Exchange
{
    QByteArray id; ///< 16 hex digits, unique across restarts
    qint64 startedAtMs = 0; ///< Unix time of the request's first byte, in milliseconds
    QByteArray client; ///< "claude-code", "codex", …; told by User-Agent
    QByteArray clientVersion;
    QByteArray peer; ///< the client's address without its port
    QByteArray method;
    QByteArray target; ///< request target; secrets in its query are masked
    QByteArray project;
    QByteArray session; ///< id of the session; empty: none was identified
    QByteArray agent; ///< id of the sub-agent that asks; empty: the main agent, or not told
    QByteArray parentAgent; ///< the agent that gave it its task; empty: the main agent, or none
    /// Fingerprint of the client's credential, "none" without one; empty: no limit needs it.
    QByteArray clientKey;
    QByteArray clientName; ///< of LLM_PROXY_CLIENTS; empty: the client has no name there
    Dialect dialect = Dialect::Other;
    bool routable = false;
    bool streaming = false;
    bool webSocket = false;

    RouteDecision decision; ///< meaningful when routable
    /// What the decision depended on; null: the body was not read.
    std::shared_ptr<const DecisionFeatures> features;
    QByteArray turnType; ///< "human-ask", "tool-continuation", …; empty: not known
    QByteArray classifiedText; ///< set only with RecordSettings::recordText

    qint64 bytesIn = 0; ///< size of the request's body
    qint64 bytesOut = 0; ///< size of the answer's body as sent to the client
    qint64 changedBegin = -1; ///< begin of the byte range that REWRITE replaced; -1: none
    qint64 changedEnd = -1; ///< end of that range

    QByteArray converted; ///< what a conversion between dialects lost; empty: no conversion
    int status = 0; ///< status that the client got; 0: none
    int upstreamStatus = 0;
    int upstreamAttempts = 0;
    QByteArray responseModel; ///< the model that the answer names
    bool modelSubstituted = false; ///< a model answered that nobody asked for
    QByteArray fallback; ///< why one of the request's `fallbacks` answered; empty: none did
    QByteArray speed; ///< as the answer reports it, else as the request asks
    QByteArray region; ///< as the answer reports it, else as the request asks
    QByteArray stopReason;
    Usage usage; ///< of the answer itself
    std::vector<SideUsage> sideUsage; ///< billed beside the answer
    /// The provider replaced the history by a summary, so the old history is no longer cached.
    bool compacted = false;
    QByteArray plan; ///< the subscription that the answer tells of (PlanLimits); empty: none
    Cost cost;
    CacheLoss cacheLoss;
    Timing timing;
    AnswerProgress progress; ///< set while it is open and somebody watches
    ExchangeEnd end = ExchangeEnd::Open;
    std::optional<Error> error;
};

/// "waiting", "thinking", "streaming"; "" for Unknown.
[[nodiscard]] const char *name(AnswerPhase phase);
/// "complete", "failed", "cut", "client-gone", "open".
[[nodiscard]] const char *name(ExchangeEnd end);

} // namespace proxy

Q_DECLARE_METATYPE(proxy::Exchange)
