// SPDX-License-Identifier: LicenseRef-Private
#include "ui/source/statusreader.h"

#include "proxy/core/boundednumber.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>
#include <initializer_list>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

using proxy::Statistics;

template <class Value>
Value named(const QJsonValue &text, std::initializer_list<Value> values, Value fallback)
{
    for (const Value value : values) {
        if (text.toString() == QLatin1StringView(proxy::name(value)))
            return value;
    }
    return fallback;
}

std::optional<qint64> timeOf(const QJsonValue &value)
{
    const QDateTime time = QDateTime::fromString(value.toString(), Qt::ISODateWithMs);
    return time.isValid() ? std::optional(time.toMSecsSinceEpoch()) : std::nullopt;
}

quint64 count(const QJsonValue &value)
{
    return static_cast<quint64>(proxy::countOf(value));
}

proxy::BreakerStatus breakerOf(const QJsonObject &json)
{
    proxy::BreakerStatus breaker;
    breaker.state = json["state"_L1].toString().toUtf8();
    breaker.consecutiveFailures = proxy::smallCountOf(json["consecutive_failures"_L1]);
    breaker.threshold = std::clamp(json["threshold"_L1].toInt(5), 1, 100);
    breaker.sinceMs = timeOf(json["since"_L1]);
    breaker.nextProbeMs = timeOf(json["next_probe"_L1]);
    breaker.lastError = json["last_error"_L1].toString();
    breaker.timesOpened = count(json["times_opened"_L1]);
    return breaker;
}

proxy::LatencyHistogram histogramOf(const QJsonObject &json)
{
    const auto micros = [&json](const char *key) {
        return std::chrono::microseconds(
            proxy::boundedRounded(std::max(json[QLatin1StringView(key)].toDouble(), 0.0) * 1000));
    };
    const auto all =
        static_cast<quint32>(std::clamp<qint64>(json["count"_L1].toInteger(), 0, 1'000'000'000));
    const quint32 half = (all + 1) / 2;
    const auto upTo = [all, half](double share) {
        return std::max(half, static_cast<quint32>(std::ceil(share * all)));
    };
    proxy::LatencyHistogram histogram;
    histogram.add(micros("p50_ms"), half);
    histogram.add(micros("p95_ms"), upTo(0.95) - half);
    histogram.add(micros("p99_ms"), upTo(0.99) - upTo(0.95));
    histogram.add(micros("max_ms"), all - upTo(0.99));
    return histogram;
}

void readCounts(Statistics &statistics, const QJsonObject &json)
{
    using proxy::Difficulty;
    const QJsonObject difficulties = json["by_difficulty"_L1].toObject();
    for (const Difficulty difficulty : {Difficulty::Easy, Difficulty::Medium, Difficulty::Hard,
                                        Difficulty::NeedsInfo, Difficulty::None}) {
        const auto label =
            difficulty == Difficulty::None ? "none"_L1 : QLatin1StringView(proxy::name(difficulty));
        statistics.byDifficulty[difficulty] = count(difficulties[label]);
    }
    const QJsonObject routing = json["by_routing"_L1].toObject();
    for (auto row = routing.begin(); row != routing.end(); ++row)
        statistics.byRouting[row.key().toUtf8()] = count(*row);
}

Statistics statisticsOf(const QJsonObject &json)
{
    Statistics statistics;
    statistics.requests = count(json["requests"_L1]);
    statistics.routable = count(json["routable"_L1]);
    statistics.modelChanged = count(json["model_changed"_L1]);
    statistics.streams = count(json["streams"_L1]);
    statistics.errors = count(json["errors"_L1]);
    statistics.clientGone = count(json["client_gone"_L1]);
    statistics.routerRequests = count(json["router_requests"_L1]);
    statistics.bytesIn = proxy::countOf(json["bytes_in"_L1]);
    statistics.bytesOut = proxy::countOf(json["bytes_out"_L1]);
    readCounts(statistics, json);
    statistics.routing = histogramOf(json["routing"_L1].toObject());
    statistics.firstByte = histogramOf(json["first_byte"_L1].toObject());
    statistics.total = histogramOf(json["total"_L1].toObject());
    statistics.inspect = histogramOf(json["inspect"_L1].toObject());
    return statistics;
}

void readRouter(proxy::ServiceStatus &status, const QJsonObject &router)
{
    using enum proxy::RoutingState;
    using enum proxy::RouterProvider;
    status.routing = named(router["state"_L1], {On, SwitchedOff, Paused}, NoKey);
    status.pausedUntilMs = timeOf(router["paused_until"_L1]);
    status.mode =
        named(router["mode"_L1], {proxy::RouterMode::Aggressive}, proxy::RouterMode::Balanced);
    status.provider = named(router["provider"_L1], {Anthropic, OpenAi, Gemini}, Auto);
    status.routerInFlight = proxy::smallCountOf(router["in_flight"_L1]);
    status.router = breakerOf(router["breaker"_L1].toObject());
}

void readUpstream(proxy::ServiceStatus &status, const QJsonObject &upstream)
{
    if (upstream["reachable"_L1].isBool())
        status.upstreamReachable = upstream["reachable"_L1].toBool();
    if (upstream["models"_L1].isDouble())
        status.modelCount = proxy::smallCountOf(upstream["models"_L1]);
    status.upstreamVersion = upstream["version"_L1].toString();
    status.keySource = upstream["key_source"_L1].toString();
    constexpr qsizetype kMostWarnings = 20;
    for (const QJsonValue warning : upstream["key_warnings"_L1].toArray()) {
        if (status.keyWarnings.size() < kMostWarnings)
            status.keyWarnings << warning.toString();
    }
    status.upstream = breakerOf(upstream["breaker"_L1].toObject());
}

void readModels(proxy::ServiceStatus &status, const QJsonObject &models)
{
    using enum proxy::ModelNotice::Kind;
    constexpr qsizetype kMostNotices = 100;
    status.modelsSubstituted = count(models["substituted"_L1]);
    for (const QJsonValue entry : models["notices"_L1].toArray()) {
        if (status.modelNotices.size() >= kMostNotices)
            return;
        status.modelNotices.push_back(
            {.kind = named(entry["kind"_L1], {Ended, Unlisted, NoTarget, OldTable, Substituted},
                           Ending),
             .model = entry["model"_L1].toString().toUtf8(),
             .cell = entry["cell"_L1].toString().toUtf8(),
             .day = QDate::fromString(entry["day"_L1].toString(), Qt::ISODate),
             .instead = entry["instead"_L1].toString().toUtf8(),
             .needsDoing = entry["needs_doing"_L1].toBool()});
    }
}

void readEngine(proxy::ServiceStatus &status, const QJsonObject &engine)
{
    status.openConnections = proxy::smallCountOf(engine["open_connections"_L1]);
    // One of them is the question for this status.
    status.openExchanges = std::max(0, proxy::smallCountOf(engine["open_exchanges"_L1]) - 1);
    status.bufferedBytes = proxy::countOf(engine["buffered_bytes"_L1]);
    status.rowsWritten = count(engine["rows_written"_L1]);
    status.rowsDropped = count(engine["rows_dropped"_L1]);
    status.loopLagP99 = std::chrono::microseconds(proxy::countOf(engine["loop_lag_p99_us"_L1]));
    status.loopLagMax = std::chrono::microseconds(proxy::countOf(engine["loop_lag_max_us"_L1]));
}

void readBooks(proxy::ServiceStatus &status, const QJsonObject &books)
{
    const auto amount = [&books](QLatin1StringView key) {
        return proxy::boundedRounded(books[key].toDouble()
                                     * static_cast<double>(proxy::kPicoPerDollar));
    };
    status.priceTable = books["price_table"_L1].toString().toUtf8();
    status.spentToday = amount("spent_today_usd"_L1);
    status.savedToday = amount("saved_today_usd"_L1);
    status.dailyBudget = amount("daily_budget_usd"_L1);
}

} // namespace

std::optional<proxy::ServiceStatus> statusFromJson(const QByteArray &json)
{
    using enum proxy::ServiceState;
    const QJsonObject root = QJsonDocument::fromJson(json).object();
    if (root["service"_L1].toString() != "llm-proxy"_L1)
        return std::nullopt;
    proxy::ServiceStatus status;
    status.state = named(root["state"_L1], {Stopped, Starting, Draining}, Running);
    status.port = static_cast<quint16>(proxy::countOf(root["port"_L1], 0, 65535));
    status.startedAtMs = timeOf(root["started_at"_L1]).value_or(0);
    readRouter(status, root["router"_L1].toObject());
    status.overrides = root["overrides"_L1].toObject().keys();
    readUpstream(status, root["upstream"_L1].toObject());
    readModels(status, root["models"_L1].toObject());
    readEngine(status, root["engine"_L1].toObject());
    readBooks(status, root["books"_L1].toObject());
    status.today = statisticsOf(root["today"_L1].toObject());
    status.sinceStart = statisticsOf(root["since_start"_L1].toObject());
    return status;
}

} // namespace ui
