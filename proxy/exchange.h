// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/dialect.h"
#include "proxy/error.h"
#include "proxy/routedecision.h"

#include <QByteArray>
#include <QMetaType>

#include <chrono>
#include <optional>

namespace proxy {

/// Tokens as the answer reported them; -1: not reported. Never guessed.
struct Usage
{
    qint64 input = -1; ///< not counting cache reads and writes
    qint64 output = -1;
    qint64 cacheRead = -1;
    qint64 cacheWrite5m = -1;
    qint64 cacheWrite1h = -1;
    qint64 reasoning = -1;

    [[nodiscard]] bool isKnown() const { return input >= 0 || output >= 0; }
};

/// When each step ended, as time since the request's first byte; nullopt: never reached.
struct Timing
{
    using Micros = std::chrono::microseconds;
    Micros inspect {0}; ///< CPU time of INSPECT
    Micros decide {0}; ///< wall time of DECIDE
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
    Failed, ///< an Error was answered
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
    QByteArray stopReason;
    Usage usage;
    Timing timing;
    ExchangeEnd end = ExchangeEnd::Open;
    std::optional<Error> error;
};

/// "complete", "failed", "cut", "client-gone", "open".
[[nodiscard]] const char *name(ExchangeEnd end);

} // namespace proxy

Q_DECLARE_METATYPE(proxy::Exchange)
