// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/exchange/exchangefields.h"

#include "proxy/exchange/decisionfeatures.h"
#include "proxy/exchange/exchangejson.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>
#include <array>
#include <cmath>

namespace proxy {

namespace {

using namespace Qt::StringLiterals;
using namespace jsonfield;

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

std::optional<PicoDollars> dollarsOf(const QJsonValue &value)
{
    if (!value.isDouble() || std::abs(value.toDouble()) > kMaxDollars)
        return std::nullopt;
    return boundedRounded(value.toDouble() * static_cast<double>(kPicoPerDollar));
}

// The kinds of fields that only a row has. What is not known is left out.

template <auto... Path> constexpr JsonField<Exchange> tokens(QByteArrayView name)
{
    return {name,
            [](JsonWriter &json, const JsonKey &key, const Exchange &exchange) {
                if (const qint64 known = at<Path...>(exchange); known >= 0)
                    json.field(key, known);
            },
            [](Exchange &exchange, const QJsonValue &value) {
                at<Path...>(exchange) = tokensOf(value);
            }};
}

/// Of an optional time, or of one that is always told.
template <auto... Path> constexpr JsonField<Exchange> milliseconds(QByteArrayView name)
{
    return {name,
            [](JsonWriter &json, const JsonKey &key, const Exchange &exchange) {
                if (const std::optional<Timing::Micros> time = at<Path...>(exchange))
                    json.key(key).thousandths(time->count());
            },
            [](Exchange &exchange, const QJsonValue &value) {
                auto &time = at<Path...>(exchange);
                if constexpr (std::is_same_v<decltype(time), std::optional<Timing::Micros> &>)
                    time = millis(value);
                else
                    time = millis(value).value_or(Timing::Micros(0));
            }};
}

void writeDollars(JsonWriter &json, const JsonKey &key, PicoDollars amount)
{
    DollarsRoom room;
    json.key(key).raw(dollarsText(amount, room));
}

template <auto... Path> constexpr JsonField<Exchange> dollars(QByteArrayView name)
{
    return {name,
            [](JsonWriter &json, const JsonKey &key, const Exchange &exchange) {
                if (const auto &amount = at<Path...>(exchange))
                    writeDollars(json, key, *amount);
            },
            [](Exchange &exchange, const QJsonValue &value) {
                at<Path...>(exchange) = dollarsOf(value);
            }};
}

// Fields of a kind of their own.

constexpr JsonField<Exchange> kSchemaField {
    JsonKey(rowname::kSchema),
    [](JsonWriter &json, const JsonKey &key, const Exchange &) {
        json.field(key, kExchangeSchema);
    },
    nullptr};

constexpr JsonField<Exchange> kTime {
    "ts"_key,
    [](JsonWriter &json, const JsonKey &key, const Exchange &exchange) {
        json.field(key, isoTime(exchange.startedAtMs));
    },
    [](Exchange &exchange, const QJsonValue &value) {
        exchange.startedAtMs =
            QDateTime::fromString(value.toString(), Qt::ISODateWithMs).toMSecsSinceEpoch();
    }};

constexpr JsonField<Exchange> kStream {
    "stream"_key,
    [](JsonWriter &json, const JsonKey &key, const Exchange &exchange) {
        json.key(key).boolean(exchange.streaming);
    },
    [](Exchange &exchange, const QJsonValue &value) { exchange.streaming = value.toBool(); }};

constexpr JsonField<Exchange> kRouting {
    JsonKey(rowname::kRouting),
    [](JsonWriter &json, const JsonKey &key, const Exchange &exchange) {
        json.field(key, routingLabel(exchange.decision));
    },
    [](Exchange &exchange, const QJsonValue &value) {
        using enum RoutingOutcome;
        const QByteArray label = bytes(value);
        const qsizetype colon = label.indexOf(':');
        exchange.routable = !label.isEmpty();
        exchange.decision.outcome =
            named(colon < 0 ? label : label.first(colon),
                  std::array {Routed, Reused, Kept, Skipped, Reverted, Stopped}, Skipped);
        if (exchange.decision.outcome == Reverted)
            exchange.decision.revertedStatus =
                std::clamp(label.mid(colon + 1).toInt(), 0, kMaxStatus);
    }};

constexpr JsonField<Exchange> kDifficulty {
    "difficulty"_key,
    [](JsonWriter &json, const JsonKey &key, const Exchange &exchange) {
        json.optionalField(key, name(exchange.decision.difficulty));
    },
    [](Exchange &exchange, const QJsonValue &value) {
        exchange.decision.difficulty = difficultyFromLabel(bytes(value)).value_or(Difficulty::None);
    }};

constexpr JsonField<Exchange> kReason {
    "reason"_key,
    [](JsonWriter &json, const JsonKey &key, const Exchange &exchange) {
        json.optionalField(key, name(exchange.decision.reason));
    },
    [](Exchange &exchange, const QJsonValue &value) {
        exchange.decision.reason = named(bytes(value), allRouteReasons(), RouteReason::None);
    }};

constexpr JsonField<Exchange> kFee {
    JsonKey(rowname::kCost),
    [](JsonWriter &json, const JsonKey &key, const Exchange &exchange) {
        if (exchange.cost.classifierFee > 0)
            writeDollars(json, key, exchange.cost.classifierFee);
    },
    [](Exchange &exchange, const QJsonValue &value) {
        exchange.cost.classifierFee = dollarsOf(value).value_or(0);
    }};

constexpr JsonField<Exchange> kChanged {
    "bytes_changed"_key,
    [](JsonWriter &json, const JsonKey &key, const Exchange &exchange) {
        if (exchange.changedBegin < 0)
            return;
        json.key(key).beginArray();
        json.number(exchange.changedBegin).number(exchange.changedEnd).endArray();
    },
    [](Exchange &exchange, const QJsonValue &value) {
        const QJsonArray changed = value.toArray();
        if (changed.size() != 2)
            return;
        exchange.changedBegin = countOf(changed[0], -1);
        exchange.changedEnd = countOf(changed[1], -1);
    }};

/// Read by those who need it with featuresFromJson(): a window keeps thousands of rows.
constexpr JsonField<Exchange> kFeaturesField {
    JsonKey(rowname::kFeatures),
    [](JsonWriter &json, const JsonKey &key, const Exchange &exchange) {
        if (!exchange.features)
            return;
        json.key(key).beginObject();
        appendFeatures(json, *exchange.features);
        json.endObject();
    },
    nullptr};

constexpr JsonField<Exchange> kTrace {
    "trace"_key,
    [](JsonWriter &json, const JsonKey &key, const Exchange &exchange) {
        if (exchange.decision.trace.empty())
            return;
        json.key(key).beginArray();
        for (const TraceStep &step : exchange.decision.trace) {
            json.beginObject().field("step"_key, step.step).field("result"_key, step.result);
            json.optionalField("detail"_key, step.detail.utf8()).endObject();
        }
        json.endArray();
    },
    [](Exchange &exchange, const QJsonValue &value) {
        std::vector<TraceStep> &trace = exchange.decision.trace;
        for (const auto entry : value.toArray()) {
            const QJsonObject step = entry.toObject();
            if (static_cast<qsizetype>(trace.size()) < kMaxTrace)
                trace.push_back({bytes(step["step"_L1]), bytes(step["result"_L1]),
                                 Text::words(step["detail"_L1].toString())});
        }
    }};

constexpr JsonField<Exchange> kError {
    "error"_key,
    [](JsonWriter &json, const JsonKey &key, const Exchange &exchange) {
        if (exchange.error)
            json.field(key, name(exchange.error->code));
    },
    [](Exchange &exchange, const QJsonValue &value) {
        if (const QByteArray code = bytes(value); !code.isEmpty())
            exchange.error = Error {.code = named(code, allErrorCodes(), Error().code)};
    }};

constexpr JsonField<Exchange> kErrorDetail {
    "error_detail"_key,
    [](JsonWriter &json, const JsonKey &key, const Exchange &exchange) {
        if (exchange.error)
            json.field(key, exchange.error->detail.utf8());
    },
    [](Exchange &exchange, const QJsonValue &value) {
        if (exchange.error)
            exchange.error->detail = Text::words(value.toString());
    }};

constexpr JsonField<Exchange> kFirstDifference {
    "first_diff"_key,
    [](JsonWriter &json, const JsonKey &key, const Exchange &exchange) {
        json.optionalField(key, exchange.cacheLoss.firstDifference.utf8());
    },
    [](Exchange &exchange, const QJsonValue &value) {
        exchange.cacheLoss.firstDifference = Text::words(value.toString());
    }};

constexpr JsonField<Exchange> kSaved {
    "saved_usd"_key,
    [](JsonWriter &json, const JsonKey &key, const Exchange &exchange) {
        if (const auto saved = exchange.cost.saved())
            writeDollars(json, key, *saved);
    },
    nullptr};

constexpr JsonField<Exchange> kLostTokens {
    "lost_tokens"_key,
    [](JsonWriter &json, const JsonKey &key, const Exchange &exchange) {
        if (exchange.cacheLoss.lostTokens > 0)
            json.field(key, exchange.cacheLoss.lostTokens);
    },
    [](Exchange &exchange, const QJsonValue &value) {
        exchange.cacheLoss.lostTokens = countOf(value, 0, kMostTokens);
    }};

// The row, section by section.

using E = Exchange;

constexpr std::array kIdentity {
    kSchemaField,
    kTime,
    fixedText<&E::id>("id"),
    text<&E::session>(rowname::kSession),
    text<&E::agent>("agent"),
    text<&E::parentAgent>("parent_agent"),
    text<&E::clientKey>(rowname::kClientKey),
    text<&E::clientName>(rowname::kClientName),
    text<&E::project>(rowname::kProject),
    text<&E::client>("client"),
    text<&E::clientVersion>("client_version"),
    fixedText<&E::peer>("peer"),
    fixedText<&E::method>("method"),
    fixedText<&E::target>("endpoint"),
    word<Dialect::Other,
         std::array {Dialect::Anthropic, Dialect::OpenAiChat, Dialect::OpenAiResponses},
         &E::dialect>("dialect"),
    kStream,
    flag<&E::webSocket>("websocket"),
};

constexpr std::array kDecision {
    kRouting,
    text<&E::turnType>("turn_type"),
    text<&E::decision, &RouteDecision::requestedModel>(rowname::kRequestedModel),
    text<&E::decision, &RouteDecision::alias>("asked_as"),
    text<&E::decision, &RouteDecision::selectedModel>(rowname::kSelectedModel),
    text<&E::decision, &RouteDecision::effort>("effort"),
    kDifficulty,
    kReason,
    text<&E::decision, &RouteDecision::ruleId>("rule_id"),
    text<&E::decision, &RouteDecision::limit>("limit"),
};

constexpr JsonField<Exchange> kLocal {
    "local"_key,
    [](JsonWriter &json, const JsonKey &key, const Exchange &exchange) {
        if (const auto &local = exchange.decision.local)
            json.field(key,
                       local->difficulty == Difficulty::None ? "unknown" : name(local->difficulty));
    },
    [](Exchange &exchange, const QJsonValue &value) {
        if (!value.isString())
            return;
        if (!exchange.decision.local)
            exchange.decision.local.emplace();
        exchange.decision.local->difficulty =
            difficultyFromLabel(bytes(value)).value_or(Difficulty::None);
    }};

constexpr JsonField<Exchange> kLocalScore {
    "local_score"_key,
    [](JsonWriter &json, const JsonKey &key, const Exchange &exchange) {
        if (const auto &local = exchange.decision.local)
            json.field(key, qint64 {local->score});
    },
    [](Exchange &exchange, const QJsonValue &value) {
        constexpr int kMostScore = 100;
        if (!value.isDouble())
            return;
        if (!exchange.decision.local)
            exchange.decision.local.emplace();
        exchange.decision.local->score = std::clamp(smallCountOf(value), 0, kMostScore);
    }};

constexpr std::array kClassifierFields {
    text<&E::decision, &RouteDecision::classifier>("by"),
    kLocal,
    kLocalScore,
    milliseconds<&E::decision, &RouteDecision::routingTime>("ms"),
    count<&E::decision, &RouteDecision::routerAttempts>("attempts"),
    kFee,
};

constexpr std::array kDecisionDetails {
    kChanged,
    text<&E::classifiedText>("classified_text"),
    kFeaturesField,
    kTrace,
};

/// Of a request that is never routed and asked for a choice of the model.
/// Of a request that nothing was decided for, as one that was refused for its model.
constexpr std::array kAsked {
    text<&E::decision, &RouteDecision::requestedModel>(rowname::kRequestedModel),
};

constexpr std::array kNamed {
    text<&E::decision, &RouteDecision::alias>("asked_as"),
    text<&E::decision, &RouteDecision::selectedModel>(rowname::kSelectedModel),
    kChanged,
};

constexpr std::array kOutcome {
    count<&E::bytesIn>("bytes_in"),
    count<&E::bytesOut>("bytes_out"),
    word<ExchangeEnd::Open,
         std::array {ExchangeEnd::Open, ExchangeEnd::Complete, ExchangeEnd::Failed,
                     ExchangeEnd::Cut, ExchangeEnd::ClientGone},
         &E::end>("end"),
    count<&E::status>("status"),
    count<&E::upstreamStatus>("upstream_status"),
    count<&E::upstreamAttempts>("upstream_attempts"),
    text<&E::converted>("converted"),
    text<&E::responseModel>("response_model"),
    flag<&E::modelSubstituted>("model_substituted"),
    text<&E::fallback>("fallback"),
    text<&E::speed>("speed"),
    text<&E::region>("region"),
    text<&E::stopReason>("stop_reason"),
    kError,
    kErrorDetail,
};

constexpr std::array kTimingFields {
    micros<&E::timing, &Timing::inspect>("inspect_us"),
    micros<&E::timing, &Timing::decide>("decide_us"),
    micros<&E::timing, &Timing::rewrite>("rewrite_us"),
    milliseconds<&E::timing, &Timing::connected>("connect_ms"),
    milliseconds<&E::timing, &Timing::requestSent>("sent_ms"),
    milliseconds<&E::timing, &Timing::firstByte>("first_byte_ms"),
    milliseconds<&E::timing, &Timing::finished>("total_ms"),
    milliseconds<&E::timing, &Timing::longestGap>("longest_gap_ms"),
};

constexpr std::array kProgressFields {
    word<AnswerPhase::Unknown,
         std::array {AnswerPhase::Waiting, AnswerPhase::Thinking, AnswerPhase::Streaming},
         &E::progress, &AnswerProgress::phase>("phase"),
    milliseconds<&E::progress, &AnswerProgress::silence>("silence_ms"),
};

constexpr std::array kUsageFields {
    tokens<&E::usage, &Usage::input>(rowname::kInput),
    tokens<&E::usage, &Usage::output>(rowname::kOutput),
    tokens<&E::usage, &Usage::cacheRead>(rowname::kCacheRead),
    tokens<&E::usage, &Usage::cacheWrite5m>(rowname::kCacheWrite5m),
    tokens<&E::usage, &Usage::cacheWrite1h>(rowname::kCacheWrite1h),
    tokens<&E::usage, &Usage::cacheWrite30m>(rowname::kCacheWrite30m),
    tokens<&E::usage, &Usage::cacheWrite12h>(rowname::kCacheWrite12h),
    tokens<&E::usage, &Usage::reasoning>(rowname::kReasoning),
};

constexpr std::array kCostFields {
    dollars<&E::cost, &Cost::actual>(rowname::kCost),
    dollars<&E::cost, &Cost::baseline>(rowname::kBaseline),
    kSaved,
    text<&E::cost, &Cost::priceTable>("price_table"),
};

constexpr std::array kCacheFields {
    tokens<&E::cacheLoss, &CacheLoss::expectedRead>("expected_read"),
    text<&E::cacheLoss, &CacheLoss::cause>("miss_cause"),
    kFirstDifference,
    kLostTokens,
    dollars<&E::cacheLoss, &CacheLoss::price>(rowname::kLost),
    text<&E::cacheLoss, &CacheLoss::upstreamReason>("upstream_reason"),
    tokens<&E::cacheLoss, &CacheLoss::upstreamMissedTokens>("upstream_missed"),
};

bool isRoutable(const Exchange &exchange)
{
    return exchange.routable;
}

bool isUndecided(const Exchange &exchange)
{
    return !exchange.routable && !exchange.decision.requestedModel.isEmpty();
}

bool isNamed(const Exchange &exchange)
{
    return !exchange.routable && !exchange.decision.alias.isEmpty();
}

bool isUnderWay(const Exchange &exchange)
{
    return exchange.end == ExchangeEnd::Open && exchange.progress.phase != AnswerPhase::Unknown;
}

bool hasUsage(const Exchange &exchange)
{
    return exchange.usage.isKnown();
}

bool tellsOfTheCache(const Exchange &exchange)
{
    return exchange.cacheLoss.expectedRead >= 0 || !exchange.cacheLoss.upstreamReason.isEmpty();
}

constexpr std::array kSections {
    JsonSection<Exchange> {{}, isAlwaysThere<Exchange>, kIdentity},
    JsonSection<Exchange> {{}, isRoutable, kDecision},
    JsonSection<Exchange> {rowname::kClassifier, isRoutable, kClassifierFields},
    JsonSection<Exchange> {{}, isRoutable, kDecisionDetails},
    JsonSection<Exchange> {{}, isUndecided, kAsked},
    JsonSection<Exchange> {{}, isNamed, kNamed},
    JsonSection<Exchange> {{}, isAlwaysThere<Exchange>, kOutcome},
    JsonSection<Exchange> {"timing", isAlwaysThere<Exchange>, kTimingFields},
    JsonSection<Exchange> {"progress", isUnderWay, kProgressFields},
    JsonSection<Exchange> {rowname::kUsage, hasUsage, kUsageFields},
    JsonSection<Exchange> {{}, isAlwaysThere<Exchange>, kCostFields},
    JsonSection<Exchange> {rowname::kCache, tellsOfTheCache, kCacheFields},
};

} // namespace

std::span<const JsonSection<Exchange>> rowSections()
{
    return kSections;
}

} // namespace proxy
