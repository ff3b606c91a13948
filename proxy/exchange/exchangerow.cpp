// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/exchange/exchangerow.h"

#include "proxy/core/boundednumber.h"
#include "proxy/exchange/exchangejson.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>

using namespace Qt::StringLiterals;

namespace proxy {

namespace {

constexpr qsizetype kMaxRow = 1024 * 1024;
constexpr qsizetype kMaxTrace = 100;
constexpr double kLongestMs = 1e12; ///< 31 years
constexpr double kMaxDollars = 4000; ///< beyond it a double is no longer exact
constexpr int kMaxStatus = 999;

QByteArray bytes(const QJsonValue &value)
{
    return value.toString().toUtf8();
}

std::optional<Timing::Micros> millis(const QJsonValue &value)
{
    if (!value.isDouble())
        return std::nullopt;
    return Timing::Micros(boundedRounded(std::clamp(value.toDouble(), 0.0, kLongestMs) * 1000));
}

/// The value whose name() is @p text; @p fallback when there is none.
template <class Value>
Value named(QByteArrayView text, std::initializer_list<Value> values, Value fallback)
{
    for (const Value value : values) {
        if (text == name(value))
            return value;
    }
    return fallback;
}

RoutingOutcome outcomeOf(QByteArrayView label)
{
    using enum RoutingOutcome;
    const qsizetype colon = label.indexOf(':');
    return named(colon < 0 ? label : label.first(colon), {Routed, Reused, Kept, Skipped, Reverted},
                 Skipped);
}

RouteReason reasonOf(QByteArrayView text)
{
    for (const RouteReason reason : allRouteReasons()) {
        if (text == name(reason))
            return reason;
    }
    return RouteReason::None;
}

std::vector<TraceStep> traceOf(const QJsonArray &steps)
{
    std::vector<TraceStep> trace;
    for (const auto value : steps) {
        const QJsonObject step = value.toObject();
        if (static_cast<qsizetype>(trace.size()) < kMaxTrace)
            trace.push_back(
                {bytes(step["step"_L1]), bytes(step["result"_L1]), bytes(step["detail"_L1])});
    }
    return trace;
}

void readDecision(Exchange &exchange, const QJsonObject &row)
{
    RouteDecision &decision = exchange.decision;
    const QByteArray label = bytes(row["routing"_L1]);
    exchange.routable = !label.isEmpty();
    exchange.turnType = bytes(row["turn_type"_L1]);
    exchange.classifiedText = bytes(row["classified_text"_L1]);
    decision.requestedModel = bytes(row["requested_model"_L1]);
    decision.selectedModel = bytes(row["selected_model"_L1]);
    decision.difficulty =
        difficultyFromLabel(bytes(row["difficulty"_L1])).value_or(Difficulty::None);
    decision.outcome = outcomeOf(label);
    decision.reason = reasonOf(bytes(row["reason"_L1]));
    if (decision.outcome == RoutingOutcome::Reverted)
        decision.revertedStatus =
            std::clamp(label.mid(label.indexOf(':') + 1).toInt(), 0, kMaxStatus);
    decision.ruleId = bytes(row["rule_id"_L1]);
    const QJsonObject classifier = row["classifier"_L1].toObject();
    decision.routingTime = millis(classifier["ms"_L1]).value_or(Timing::Micros(0));
    decision.routerAttempts = smallCountOf(classifier["attempts"_L1]);
    const QJsonArray changed = row["bytes_changed"_L1].toArray();
    if (changed.size() == 2) {
        exchange.changedBegin = countOf(changed[0], -1);
        exchange.changedEnd = countOf(changed[1], -1);
    }
    decision.trace = traceOf(row["trace"_L1].toArray());
}

Timing timingOf(const QJsonObject &timing)
{
    return {.inspect = Timing::Micros(countOf(timing["inspect_us"_L1])),
            .decide = Timing::Micros(countOf(timing["decide_us"_L1])),
            .rewrite = Timing::Micros(countOf(timing["rewrite_us"_L1])),
            .connected = millis(timing["connect_ms"_L1]),
            .requestSent = millis(timing["sent_ms"_L1]),
            .firstByte = millis(timing["first_byte_ms"_L1]),
            .finished = millis(timing["total_ms"_L1]),
            .longestGap = millis(timing["longest_gap_ms"_L1]).value_or(Timing::Micros(0))};
}

std::optional<PicoDollars> dollars(const QJsonValue &value)
{
    if (!value.isDouble() || std::abs(value.toDouble()) > kMaxDollars)
        return std::nullopt;
    return boundedRounded(value.toDouble() * static_cast<double>(kPicoPerDollar));
}

Cost costOf(const QJsonObject &row)
{
    return {.actual = dollars(row["cost_usd"_L1]),
            .baseline = dollars(row["baseline_usd"_L1]),
            .classifierFee = dollars(row["classifier"_L1]["cost_usd"_L1]).value_or(0),
            .priceTable = bytes(row["price_table"_L1])};
}

CacheLoss cacheLossOf(const QJsonObject &cache)
{
    return {.expectedRead = tokensOf(cache["expected_read"_L1]),
            .cause = bytes(cache["miss_cause"_L1]),
            .firstDifference = bytes(cache["first_diff"_L1]),
            .lostTokens = countOf(cache["lost_tokens"_L1], 0, kMostTokens),
            .price = dollars(cache["lost_usd"_L1]),
            .upstreamReason = bytes(cache["upstream_reason"_L1]),
            .upstreamMissedTokens = tokensOf(cache["upstream_missed"_L1])};
}

std::optional<Error> errorOf(const QJsonObject &row)
{
    const QByteArray code = bytes(row["error"_L1]);
    if (code.isEmpty())
        return std::nullopt;
    Error error {.detail = row["error_detail"_L1].toString()};
    for (const ErrorCode known : allErrorCodes()) {
        if (code == name(known))
            error.code = known;
    }
    return error;
}

void readIdentity(Exchange &exchange, const QJsonObject &row)
{
    using enum Dialect;
    exchange.id = bytes(row["id"_L1]);
    exchange.startedAtMs =
        QDateTime::fromString(row["ts"_L1].toString(), Qt::ISODateWithMs).toMSecsSinceEpoch();
    exchange.session = bytes(row["session"_L1]);
    exchange.project = bytes(row["project"_L1]);
    exchange.client = bytes(row["client"_L1]);
    exchange.clientVersion = bytes(row["client_version"_L1]);
    exchange.peer = bytes(row["peer"_L1]);
    exchange.method = bytes(row["method"_L1]);
    exchange.target = bytes(row["endpoint"_L1]);
    exchange.dialect =
        named(bytes(row["dialect"_L1]), {Anthropic, OpenAiChat, OpenAiResponses}, Other);
    exchange.streaming = row["stream"_L1].toBool();
    exchange.webSocket = row["websocket"_L1].toBool();
}

void readOutcome(Exchange &exchange, const QJsonObject &row)
{
    using enum ExchangeEnd;
    exchange.bytesIn = countOf(row["bytes_in"_L1]);
    exchange.bytesOut = countOf(row["bytes_out"_L1]);
    exchange.end = named(bytes(row["end"_L1]), {Open, Complete, Failed, Cut, ClientGone}, Open);
    exchange.status = smallCountOf(row["status"_L1]);
    exchange.upstreamStatus = smallCountOf(row["upstream_status"_L1]);
    exchange.upstreamAttempts = smallCountOf(row["upstream_attempts"_L1]);
    exchange.converted = bytes(row["converted"_L1]);
    exchange.responseModel = bytes(row["response_model"_L1]);
    exchange.modelSubstituted = row["model_substituted"_L1].toBool();
    exchange.fallback = bytes(row["fallback"_L1]);
    exchange.speed = bytes(row["speed"_L1]);
    exchange.region = bytes(row["region"_L1]);
    exchange.stopReason = bytes(row["stop_reason"_L1]);
}

} // namespace

Usage usageFromRow(const QJsonObject &usage)
{
    return {.input = tokensOf(usage["input"_L1]),
            .output = tokensOf(usage["output"_L1]),
            .cacheRead = tokensOf(usage["cache_read"_L1]),
            .cacheWrite5m = tokensOf(usage["cache_write_5m"_L1]),
            .cacheWrite1h = tokensOf(usage["cache_write_1h"_L1]),
            .cacheWrite30m = tokensOf(usage["cache_write_30m"_L1]),
            .cacheWrite12h = tokensOf(usage["cache_write_12h"_L1]),
            .reasoning = tokensOf(usage["reasoning"_L1])};
}

std::optional<Exchange> exchangeFromRow(QByteArrayView json)
{
    if (json.size() > kMaxRow)
        return std::nullopt;
    const QByteArray text = QByteArray::fromRawData(json.data(), json.size());
    const QJsonObject row = QJsonDocument::fromJson(text).object();
    if (row["schema"_L1].toString() != QLatin1StringView(kExchangeSchema)
        || row["id"_L1].toString().isEmpty())
        return std::nullopt;
    Exchange exchange;
    readIdentity(exchange, row);
    readDecision(exchange, row);
    readOutcome(exchange, row);
    exchange.error = errorOf(row);
    exchange.timing = timingOf(row["timing"_L1].toObject());
    exchange.usage = usageFromRow(row["usage"_L1].toObject());
    exchange.cost = costOf(row);
    exchange.cacheLoss = cacheLossOf(row["cache"_L1].toObject());
    return exchange;
}

} // namespace proxy
