// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/status/statusreport.h"

#include "proxy/config/setting.h"
#include "proxy/json/jsonwriter.h"

#include <QDateTime>

namespace proxy {

namespace {

QByteArray isoUtc(qint64 unixMs)
{
    return QDateTime::fromMSecsSinceEpoch(unixMs).toUTC().toString(Qt::ISODateWithMs).toLatin1();
}

void appendTime(JsonWriter &json, QByteArrayView name, const std::optional<qint64> &unixMs)
{
    if (unixMs)
        json.field(name, isoUtc(*unixMs));
    else
        json.key(name).null();
}

void appendBreaker(JsonWriter &json, const BreakerStatus &breaker)
{
    json.key("breaker").beginObject();
    json.field("state", breaker.state);
    json.field("consecutive_failures", qint64 {breaker.consecutiveFailures});
    json.field("threshold", qint64 {breaker.threshold});
    appendTime(json, "since", breaker.sinceMs);
    appendTime(json, "next_probe", breaker.nextProbeMs);
    json.field("times_opened", static_cast<qint64>(breaker.timesOpened));
    json.field("last_error", breaker.lastError.toUtf8()).endObject();
}

void appendReachable(JsonWriter &json, const ServiceStatus &status)
{
    json.key("reachable");
    if (status.upstreamReachable)
        json.boolean(*status.upstreamReachable);
    else
        json.null();
}

void appendPercentiles(JsonWriter &json, QByteArrayView name, const LatencyHistogram &histogram)
{
    const auto ms = [](LatencyHistogram::Micros time) {
        return static_cast<double>(time.count()) / 1000.0;
    };
    json.key(name).beginObject();
    json.field("count", static_cast<qint64>(histogram.count()));
    json.key("p50_ms").real(ms(histogram.percentile(0.5)), 3);
    json.key("p95_ms").real(ms(histogram.percentile(0.95)), 3);
    json.key("p99_ms").real(ms(histogram.percentile(0.99)), 3);
    json.key("max_ms").real(ms(histogram.max()), 3).endObject();
}

/// Every known label is there from the start, so that a reader need not guess what can come.
void appendCounts(JsonWriter &json, const Statistics &statistics)
{
    json.key("by_difficulty").beginObject();
    for (const Difficulty difficulty : {Difficulty::Easy, Difficulty::Medium, Difficulty::Hard,
                                        Difficulty::NeedsInfo, Difficulty::None}) {
        const auto found = statistics.byDifficulty.find(difficulty);
        const char *label = difficulty == Difficulty::None ? "none" : name(difficulty);
        json.field(label,
                   found == statistics.byDifficulty.end() ? 0 : static_cast<qint64>(found->second));
    }
    json.endObject().key("by_routing").beginObject();
    for (const auto &[label, count] : statistics.byRouting)
        json.field(label, static_cast<qint64>(count));
    json.endObject().key("by_status").beginObject();
    for (const auto &[status, count] : statistics.byStatus)
        json.field(QByteArray::number(status), static_cast<qint64>(count));
    json.endObject().key("by_error").beginObject();
    for (const auto &[error, count] : statistics.byError)
        json.field(error, static_cast<qint64>(count));
    json.endObject();
}

void appendStatistics(JsonWriter &json, QByteArrayView key, const Statistics &statistics)
{
    json.key(key).beginObject();
    json.field("requests", static_cast<qint64>(statistics.requests));
    json.field("routable", static_cast<qint64>(statistics.routable));
    json.field("model_changed", static_cast<qint64>(statistics.modelChanged));
    json.field("streams", static_cast<qint64>(statistics.streams));
    json.field("errors", static_cast<qint64>(statistics.errors));
    json.field("client_gone", static_cast<qint64>(statistics.clientGone));
    json.field("router_requests", static_cast<qint64>(statistics.routerRequests));
    json.field("bytes_in", statistics.bytesIn).field("bytes_out", statistics.bytesOut);
    appendCounts(json, statistics);
    appendPercentiles(json, "routing", statistics.routing);
    appendPercentiles(json, "first_byte", statistics.firstByte);
    appendPercentiles(json, "total", statistics.total);
    appendPercentiles(json, "inspect", statistics.inspect);
    json.endObject();
}

void appendConfig(JsonWriter &json, const ProxyConfig &config)
{
    json.key("config").beginObject();
    json.field("generation", static_cast<qint64>(config.generation));
    for (const Setting &setting : settings())
        json.field(setting.key.toLatin1(), maskedValue(setting.key, config).toUtf8());
    json.endObject();
}

/// What holds by hand over the files, and how that ends.
void appendOverrides(JsonWriter &json, const ProxyConfig &config)
{
    json.key("overrides").beginObject();
    for (const Setting &setting : settings()) {
        if (config.sources.value(setting.key) == ConfigSource::Switch)
            json.key(setting.key.toLatin1())
                .beginObject()
                .field("value", maskedValue(setting.key, config).toUtf8())
                .field("until", kEndOfSwitch)
                .endObject();
    }
    json.endObject();
}

void appendRouting(JsonWriter &json, const ServiceStatus &status)
{
    json.key("router").beginObject();
    json.field("state", name(status.routing));
    if (status.pausedUntilMs)
        json.field("paused_until", isoUtc(*status.pausedUntilMs));
    json.field("mode", name(status.mode)).field("provider", name(status.provider));
    json.field("in_flight", qint64 {status.routerInFlight});
    appendBreaker(json, status.router);
    json.endObject();
}

void appendUpstream(JsonWriter &json, const ServiceStatus &status, const ProxyConfig &config)
{
    json.key("upstream").beginObject();
    json.field("url", config.upstream.url.toString(QUrl::RemoveUserInfo).toUtf8());
    appendReachable(json, status);
    json.optionalField("version", status.upstreamVersion.toUtf8());
    json.key("models");
    if (status.modelCount)
        json.number(*status.modelCount);
    else
        json.null();
    json.field("key_source", status.keySource.toUtf8());
    json.key("key_warnings").beginArray();
    for (const QString &warning : status.keyWarnings)
        json.string(warning.toUtf8());
    json.endArray();
    appendBreaker(json, status.upstream);
    json.endObject();
}

void appendModels(JsonWriter &json, const ServiceStatus &status)
{
    json.key("models").beginObject().field("table", status.priceTable);
    json.field("substituted", static_cast<qint64>(status.modelsSubstituted));
    json.key("notices").beginArray();
    for (const ModelNotice &notice : status.modelNotices) {
        json.beginObject().field("kind", name(notice.kind));
        json.optionalField("model", notice.model).optionalField("cell", notice.cell);
        json.optionalField("day", notice.day.toString(Qt::ISODate).toLatin1());
        json.optionalField("instead", notice.instead);
        json.key("needs_doing").boolean(notice.needsDoing);
        json.field("text", sentence(notice)).endObject();
    }
    json.endArray().endObject();
}

void appendEngine(JsonWriter &json, const ServiceStatus &status)
{
    json.key("engine").beginObject();
    json.field("open_connections", qint64 {status.openConnections});
    json.field("open_exchanges", qint64 {status.openExchanges});
    json.field("buffered_bytes", status.bufferedBytes);
    json.field("rows_written", static_cast<qint64>(status.rowsWritten));
    json.field("rows_dropped", static_cast<qint64>(status.rowsDropped));
    json.field("loop_lag_p99_us", qint64 {status.loopLagP99.count()});
    json.field("loop_lag_max_us", qint64 {status.loopLagMax.count()});
    json.endObject();
}

void appendBooks(JsonWriter &json, const ServiceStatus &status)
{
    json.key("books").beginObject();
    json.field("prices", "list-price").field("price_table", status.priceTable);
    json.key("spent_today_usd").raw(dollarsText(status.spentToday));
    json.key("saved_today_usd").raw(dollarsText(status.savedToday));
    json.key("daily_budget_usd");
    if (status.dailyBudget > 0)
        json.raw(dollarsText(status.dailyBudget));
    else
        json.null();
    json.key("over_budget")
        .boolean(status.dailyBudget > 0 && status.spentToday > status.dailyBudget);
    json.endObject();
}

void appendIdentity(JsonWriter &json, const ServiceStatus &status)
{
    json.field("service", "llm-proxy").field("version", LLMPROXY_VERSION);
    json.field("state", name(status.state)).field("port", qint64 {status.port});
    json.field("started_at", isoUtc(status.startedAtMs));
    json.field("uptime_s", (QDateTime::currentMSecsSinceEpoch() - status.startedAtMs) / 1000);
}

} // namespace

QByteArray healthJson(const ServiceStatus &status)
{
    QByteArray body;
    JsonWriter json(body);
    json.beginObject().field("status", "ok");
    appendIdentity(json, status);
    json.key("upstream").beginObject();
    appendReachable(json, status);
    json.optionalField("error", status.upstream.lastError.toUtf8()).endObject();
    json.key("router").beginObject().field("state", name(status.routing)).endObject();
    json.endObject();
    return body;
}

QByteArray statusJson(const ServiceStatus &status, const ProxyConfig &config)
{
    QByteArray body;
    JsonWriter json(body);
    json.beginObject();
    appendIdentity(json, status);
    appendRouting(json, status);
    appendUpstream(json, status, config);
    appendModels(json, status);
    appendEngine(json, status);
    appendBooks(json, status);
    appendStatistics(json, "today", status.today);
    appendStatistics(json, "since_start", status.sinceStart);
    appendConfig(json, config);
    appendOverrides(json, config);
    json.endObject();
    return body;
}

} // namespace proxy
