// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/exchange/exchangejson.h"

#include "proxy/exchange/decisionfeatures.h"
#include "proxy/json/jsonwriter.h"

#include <algorithm>
#include <chrono>

namespace proxy {

namespace {

void appendMs(JsonWriter &json, QByteArrayView name, const std::optional<Timing::Micros> &time)
{
    if (time)
        json.key(name).thousandths(time->count());
}

void appendTokens(JsonWriter &json, QByteArrayView name, qint64 tokens)
{
    if (tokens >= 0)
        json.field(name, tokens);
}

void appendIdentity(JsonWriter &json, const Exchange &exchange)
{
    json.field("schema", kExchangeSchema).field("ts", isoTime(exchange.startedAtMs));
    json.field("id", exchange.id).optionalField("session", exchange.session);
    json.optionalField("project", exchange.project).optionalField("client", exchange.client);
    json.optionalField("client_version", exchange.clientVersion).field("peer", exchange.peer);
    json.field("method", exchange.method).field("endpoint", exchange.target);
    json.field("dialect", name(exchange.dialect));
    json.key("stream").boolean(exchange.streaming);
    if (exchange.webSocket)
        json.key("websocket").boolean(true);
}

void appendTrace(JsonWriter &json, const RouteDecision &decision)
{
    if (decision.trace.empty())
        return;
    json.key("trace").beginArray();
    for (const TraceStep &step : decision.trace) {
        json.beginObject().field("step", step.step).field("result", step.result);
        json.optionalField("detail", step.detail).endObject();
    }
    json.endArray();
}

void appendDecision(JsonWriter &json, const Exchange &exchange)
{
    const RouteDecision &decision = exchange.decision;
    json.field("routing", routingLabel(decision));
    json.optionalField("turn_type", exchange.turnType);
    json.optionalField("requested_model", decision.requestedModel);
    json.optionalField("selected_model", decision.selectedModel);
    json.optionalField("difficulty", name(decision.difficulty));
    json.optionalField("reason", name(decision.reason));
    json.optionalField("rule_id", decision.ruleId);
    json.key("classifier").beginObject();
    appendMs(json, "ms", decision.routingTime);
    json.field("attempts", qint64 {decision.routerAttempts});
    if (exchange.cost.classifierFee > 0)
        json.key("cost_usd").raw(dollarsText(exchange.cost.classifierFee));
    json.endObject();
    if (exchange.changedBegin >= 0) {
        json.key("bytes_changed").beginArray();
        json.number(exchange.changedBegin).number(exchange.changedEnd).endArray();
    }
    json.optionalField("classified_text", exchange.classifiedText);
    if (exchange.features) {
        json.key("features").beginObject();
        appendFeatures(json, *exchange.features);
        json.endObject();
    }
    appendTrace(json, decision);
}

void appendTiming(JsonWriter &json, const Timing &timing)
{
    json.key("timing").beginObject();
    json.field("inspect_us", qint64 {timing.inspect.count()});
    json.field("decide_us", qint64 {timing.decide.count()});
    json.field("rewrite_us", qint64 {timing.rewrite.count()});
    appendMs(json, "connect_ms", timing.connected);
    appendMs(json, "sent_ms", timing.requestSent);
    appendMs(json, "first_byte_ms", timing.firstByte);
    appendMs(json, "total_ms", timing.finished);
    appendMs(json, "longest_gap_ms", timing.longestGap);
    json.endObject();
}

void appendUsage(JsonWriter &json, const Usage &usage)
{
    if (!usage.isKnown())
        return;
    json.key("usage").beginObject();
    appendTokens(json, "input", usage.input);
    appendTokens(json, "output", usage.output);
    appendTokens(json, "cache_read", usage.cacheRead);
    appendTokens(json, "cache_write_5m", usage.cacheWrite5m);
    appendTokens(json, "cache_write_1h", usage.cacheWrite1h);
    appendTokens(json, "cache_write_30m", usage.cacheWrite30m);
    appendTokens(json, "cache_write_12h", usage.cacheWrite12h);
    appendTokens(json, "reasoning", usage.reasoning);
    json.endObject();
}

void appendDollars(JsonWriter &json, QByteArrayView name, const std::optional<PicoDollars> &amount)
{
    if (amount)
        json.key(name).raw(dollarsText(*amount));
}

void appendCost(JsonWriter &json, const Cost &cost)
{
    appendDollars(json, "cost_usd", cost.actual);
    appendDollars(json, "baseline_usd", cost.baseline);
    appendDollars(json, "saved_usd", cost.saved());
    json.optionalField("price_table", cost.priceTable);
}

void appendCacheLoss(JsonWriter &json, const CacheLoss &loss)
{
    if (loss.expectedRead < 0 && loss.upstreamReason.isEmpty())
        return;
    json.key("cache").beginObject();
    appendTokens(json, "expected_read", loss.expectedRead);
    json.optionalField("miss_cause", loss.cause);
    json.optionalField("first_diff", loss.firstDifference);
    if (loss.lostTokens > 0)
        json.field("lost_tokens", loss.lostTokens);
    appendDollars(json, "lost_usd", loss.price);
    json.optionalField("upstream_reason", loss.upstreamReason);
    appendTokens(json, "upstream_missed", loss.upstreamMissedTokens);
    json.endObject();
}

void appendError(JsonWriter &json, const std::optional<Error> &error)
{
    if (!error)
        return;
    json.field("error", name(error->code)).field("error_detail", error->detail.toUtf8());
}

void appendOutcome(JsonWriter &json, const Exchange &exchange)
{
    json.field("bytes_in", exchange.bytesIn).field("bytes_out", exchange.bytesOut);
    json.field("end", name(exchange.end)).field("status", qint64 {exchange.status});
    json.field("upstream_status", qint64 {exchange.upstreamStatus});
    json.field("upstream_attempts", qint64 {exchange.upstreamAttempts});
    json.optionalField("converted", exchange.converted);
    json.optionalField("response_model", exchange.responseModel);
    if (exchange.modelSubstituted)
        json.key("model_substituted").boolean(true);
    json.optionalField("fallback", exchange.fallback);
    json.optionalField("speed", exchange.speed).optionalField("region", exchange.region);
    json.optionalField("stop_reason", exchange.stopReason);
}

} // namespace

void appendExchangeJson(QByteArray &out, const Exchange &exchange)
{
    JsonWriter json(out, JsonWriter::Buffer::Exclusive);
    json.beginObject();
    appendIdentity(json, exchange);
    if (exchange.routable)
        appendDecision(json, exchange);
    appendOutcome(json, exchange);
    appendError(json, exchange.error);
    appendTiming(json, exchange.timing);
    appendUsage(json, exchange.usage);
    appendCost(json, exchange.cost);
    appendCacheLoss(json, exchange.cacheLoss);
    json.endObject();
}

QByteArray isoTime(qint64 unixMs)
{
    using namespace std::chrono;
    const sys_time<milliseconds> time {milliseconds(unixMs)};
    const auto day = floor<days>(time);
    const year_month_day date {day};
    const hh_mm_ss clock {time - day};
    QByteArray text = "0000-00-00T00:00:00.000Z";
    char *digits = text.data();
    const auto put = [digits](qsizetype end, qint64 value) {
        for (; value > 0; value /= 10)
            digits[--end] = static_cast<char>('0' + value % 10);
    };
    put(4, std::clamp(int {date.year()}, 0, 9999));
    put(7, unsigned {date.month()});
    put(10, unsigned {date.day()});
    put(13, clock.hours().count());
    put(16, clock.minutes().count());
    put(19, clock.seconds().count());
    put(23, clock.subseconds().count());
    return text;
}

} // namespace proxy
