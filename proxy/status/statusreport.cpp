// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/status/statusreport.h"

#include "proxy/config/setting.h"
#include "proxy/core/boundednumber.h"
#include "proxy/exchange/textjson.h"
#include "proxy/json/jsonfields.h"
#include "proxy/json/jsonobject.h"
#include "proxy/json/jsonwriter.h"

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
using S = ServiceStatus;

QByteArray isoUtc(qint64 unixMs)
{
    return QDateTime::fromMSecsSinceEpoch(unixMs).toUTC().toString(Qt::ISODateWithMs).toLatin1();
}

std::optional<qint64> timeOf(const QJsonValue &value)
{
    const QDateTime time = QDateTime::fromString(value.toString(), Qt::ISODateWithMs);
    return time.isValid() ? std::optional(time.toMSecsSinceEpoch()) : std::nullopt;
}

constexpr char kServiceName[] = "llm-proxy";
constexpr char kUpstream[] = "upstream";

constexpr std::array kDifficulties {Difficulty::Easy, Difficulty::Medium, Difficulty::Hard,
                                    Difficulty::NeedsInfo, Difficulty::None};

const char *labelOf(Difficulty difficulty)
{
    return difficulty == Difficulty::None ? "none" : name(difficulty);
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

LatencyHistogram histogramOf(const QJsonObject &json)
{
    const auto micros = [&json](const char *key) {
        return std::chrono::microseconds(
            boundedRounded(std::max(json[QLatin1StringView(key)].toDouble(), 0.0) * 1000));
    };
    const auto all =
        static_cast<quint32>(std::clamp<qint64>(json["count"_L1].toInteger(), 0, 1'000'000'000));
    const quint32 half = (all + 1) / 2;
    const auto upTo = [all, half](double share) {
        return std::max(half, static_cast<quint32>(std::ceil(share * all)));
    };
    LatencyHistogram histogram;
    histogram.add(micros("p50_ms"), half);
    histogram.add(micros("p95_ms"), upTo(0.95) - half);
    histogram.add(micros("p99_ms"), upTo(0.99) - upTo(0.95));
    histogram.add(micros("max_ms"), all - upTo(0.99));
    return histogram;
}

// The kinds of fields that only a status has.

/// A std::optional<qint64> in Unix milliseconds as an ISO 8601 time; null: unknown.
template <auto... Path> constexpr JsonField<RecordOf<Path...>> time(QByteArrayView name)
{
    using Record = RecordOf<Path...>;
    return {name,
            [](JsonWriter &json, const JsonKey &key, const Record &record) {
                if (const std::optional<qint64> &unixMs = at<Path...>(record))
                    json.field(key, isoUtc(*unixMs));
                else
                    json.key(key).null();
            },
            [](Record &record, const QJsonValue &value) { at<Path...>(record) = timeOf(value); }};
}

/// A sum in PicoDollars.
template <auto... Path> constexpr JsonField<S> dollars(QByteArrayView name)
{
    return {name,
            [](JsonWriter &json, const JsonKey &key, const S &status) {
                json.key(key).raw(dollarsText(at<Path...>(status)));
            },
            [](S &status, const QJsonValue &value) {
                at<Path...>(status) =
                    boundedRounded(value.toDouble() * static_cast<double>(kPicoPerDollar));
            }};
}

/// A histogram as its percentiles: read again it has these and no finer shape.
template <auto... Path> constexpr JsonField<Statistics> percentiles(QByteArrayView name)
{
    return {name,
            [](JsonWriter &json, const JsonKey &key, const Statistics &statistics) {
                appendPercentiles(json, key, at<Path...>(statistics));
            },
            [](Statistics &statistics, const QJsonValue &value) {
                at<Path...>(statistics) = histogramOf(value.toObject());
            }};
}

/// Sentences in English, for people.
template <auto... Path> constexpr JsonField<S> sentences(QByteArrayView name)
{
    return {name,
            [](JsonWriter &json, const JsonKey &key, const S &status) {
                json.key(key).beginArray();
                for (const Text &sentence : at<Path...>(status))
                    json.string(sentence.utf8());
                json.endArray();
            },
            [](S &status, const QJsonValue &value) {
                constexpr qsizetype kMost = 20;
                for (const QJsonValue sentence : value.toArray()) {
                    if (at<Path...>(status).size() < kMost)
                        at<Path...>(status) << Text::words(sentence.toString());
                }
            }};
}

/// The same for a window that translates them. Read after them.
template <auto... Path> constexpr JsonField<S> sentencesSaid(QByteArrayView name)
{
    return {name,
            [](JsonWriter &json, const JsonKey &key, const S &status) {
                json.key(key).beginArray();
                for (const Text &sentence : at<Path...>(status))
                    appendText(json, sentence);
                json.endArray();
            },
            [](S &status, const QJsonValue &value) {
                const QJsonArray said = value.toArray();
                QList<Text> &sentences = at<Path...>(status);
                for (qsizetype index = 0; index < sentences.size(); ++index) {
                    if (Text text = textFromJson(said.at(index)); !text.isEmpty())
                        sentences[index] = std::move(text);
                }
            }};
}

constexpr JsonField<BreakerStatus> kLastError {
    "last_error"_key,
    [](JsonWriter &json, const JsonKey &key, const BreakerStatus &breaker) {
        json.field(key, breaker.lastError.utf8());
    },
    [](BreakerStatus &breaker, const QJsonValue &value) {
        breaker.lastError = Text::words(value.toString());
    }};

/// The same for a window that translates it. Read after it.
constexpr JsonField<BreakerStatus> kLastErrorSaid {
    "last_error_said"_key,
    [](JsonWriter &json, const JsonKey &key, const BreakerStatus &breaker) {
        optionalText(json, key, breaker.lastError);
    },
    [](BreakerStatus &breaker, const QJsonValue &value) {
        if (Text text = textFromJson(value); !text.isEmpty())
            breaker.lastError = std::move(text);
    }};

constexpr std::array kBreakerFields {
    fixedText<&BreakerStatus::state>("state"),
    count<&BreakerStatus::consecutiveFailures>("consecutive_failures"),
    JsonField<BreakerStatus> {
        "threshold"_key,
        [](JsonWriter &json, const JsonKey &key, const BreakerStatus &breaker) {
            json.field(key, qint64 {breaker.threshold});
        },
        [](BreakerStatus &breaker, const QJsonValue &value) {
            breaker.threshold = std::clamp(value.toInt(breaker.threshold), 1, 100);
        }},
    time<&BreakerStatus::sinceMs>("since"),
    time<&BreakerStatus::nextProbeMs>("next_probe"),
    count<&BreakerStatus::timesOpened>("times_opened"),
    kLastError,
    kLastErrorSaid,
};

template <auto Breaker> constexpr JsonField<S> breaker(QByteArrayView name)
{
    return {name,
            [](JsonWriter &json, const JsonKey &key, const S &status) {
                json.key(key).beginObject();
                writeFields<BreakerStatus>(json, kBreakerFields, status.*Breaker);
                json.endObject();
            },
            [](S &status, const QJsonValue &value) {
                readFields<BreakerStatus>(status.*Breaker, kBreakerFields, value.toObject());
            }};
}

/// A list of records that have fields of their own.
template <auto List, const auto &Fields> constexpr JsonField<S> records(QByteArrayView name)
{
    using Record = typename std::decay_t<decltype(std::declval<S>().*List)>::value_type;
    return {name,
            [](JsonWriter &json, const JsonKey &key, const S &status) {
                json.key(key).beginArray();
                for (const Record &record : status.*List) {
                    json.beginObject();
                    writeFields<Record>(json, Fields, record);
                    json.endObject();
                }
                json.endArray();
            },
            [](S &status, const QJsonValue &value) {
                constexpr size_t kMost = 1000;
                for (const QJsonValue entry : value.toArray()) {
                    if ((status.*List).size() >= kMost)
                        return;
                    Record record;
                    readFields<Record>(record, Fields, entry.toObject());
                    (status.*List).push_back(std::move(record));
                }
            }};
}

/// A sum of money that may be missing.
template <auto Amount> constexpr JsonField<BudgetUse> dollarsOfBudget(QByteArrayView name)
{
    return {name,
            [](JsonWriter &json, const JsonKey &key, const BudgetUse &use) {
                const std::optional<PicoDollars> amount = use.*Amount;
                if (amount)
                    json.key(key).raw(dollarsText(*amount));
            },
            [](BudgetUse &use, const QJsonValue &value) {
                if (value.isDouble())
                    use.*Amount =
                        boundedRounded(value.toDouble() * static_cast<double>(kPicoPerDollar));
            }};
}

constexpr std::array kBudgetFields {
    fixedText<&BudgetUse::name>("name"),
    fixedText<&BudgetUse::scope>("scope"),
    text<&BudgetUse::subject>("subject"),
    dollarsOfBudget<&BudgetUse::dollars>("limit_usd"),
    JsonField<BudgetUse> {"limit_tokens"_key,
                          [](JsonWriter &json, const JsonKey &key, const BudgetUse &use) {
                              if (use.tokens)
                                  json.field(key, *use.tokens);
                          },
                          [](BudgetUse &use, const QJsonValue &value) {
                              if (value.isDouble())
                                  use.tokens = countOf(value);
                          }},
    dollarsOfBudget<&BudgetUse::spent>("spent_usd"),
    count<&BudgetUse::usedTokens>("used_tokens"),
    count<&BudgetUse::unpriced>("unpriced"),
    word<BudgetLevel::Below,
         std::array {BudgetLevel::Warned, BudgetLevel::EasyOnly, BudgetLevel::Stopped},
         &BudgetUse::level>("level"),
    JsonField<BudgetUse> {
        "ends_at"_key,
        [](JsonWriter &json, const JsonKey &key, const BudgetUse &use) {
            json.field(key, isoUtc(use.endsAtMs));
        },
        [](BudgetUse &use, const QJsonValue &value) { use.endsAtMs = timeOf(value).value_or(0); }},
    time<&BudgetUse::liftedUntilMs>("lifted_until"),
    flag<&BudgetUse::isOfNamedClient>("named_client"),
};

// Counters of a day, and since the start.

/// Every known label is there from the start, so that a reader need not guess what can come.
constexpr JsonField<Statistics> kByDifficulty {
    "by_difficulty"_key,
    [](JsonWriter &json, const JsonKey &key, const Statistics &statistics) {
        json.key(key).beginObject();
        for (const Difficulty difficulty : kDifficulties) {
            const auto found = statistics.byDifficulty.find(difficulty);
            json.field(labelOf(difficulty), found == statistics.byDifficulty.end()
                                                ? 0
                                                : static_cast<qint64>(found->second));
        }
        json.endObject();
    },
    [](Statistics &statistics, const QJsonValue &value) {
        for (const Difficulty difficulty : kDifficulties)
            statistics.byDifficulty[difficulty] =
                static_cast<quint64>(countOf(value[QLatin1StringView(labelOf(difficulty))]));
    }};

QByteArray keyOf(const QByteArray &label)
{
    return label;
}

QByteArray keyOf(int status)
{
    return QByteArray::number(status);
}

/// A std::map of counts by label or status; nobody reads it again.
template <auto Counts> constexpr JsonField<Statistics> counts(QByteArrayView name)
{
    return {name,
            [](JsonWriter &json, const JsonKey &key, const Statistics &statistics) {
                json.key(key).beginObject();
                for (const auto &[label, number] : statistics.*Counts)
                    json.field(keyOf(label), static_cast<qint64>(number));
                json.endObject();
            },
            nullptr};
}

constexpr JsonField<Statistics> kByRouting = [] {
    JsonField<Statistics> field = counts<&Statistics::byRouting>("by_routing");
    field.read = [](Statistics &statistics, const QJsonValue &value) {
        const QJsonObject labels = value.toObject();
        for (auto label = labels.begin(); label != labels.end(); ++label)
            statistics.byRouting[label.key().toUtf8()] = static_cast<quint64>(countOf(*label));
    };
    return field;
}();

constexpr std::array kStatisticsFields {
    count<&Statistics::requests>("requests"),
    count<&Statistics::routable>("routable"),
    count<&Statistics::modelChanged>("model_changed"),
    count<&Statistics::streams>("streams"),
    count<&Statistics::errors>("errors"),
    count<&Statistics::clientGone>("client_gone"),
    count<&Statistics::routerRequests>("router_requests"),
    count<&Statistics::bytesIn>("bytes_in"),
    count<&Statistics::bytesOut>("bytes_out"),
    kByDifficulty,
    kByRouting,
    counts<&Statistics::byStatus>("by_status"),
    counts<&Statistics::byError>("by_error"),
    percentiles<&Statistics::routing>("routing"),
    percentiles<&Statistics::firstByte>("first_byte"),
    percentiles<&Statistics::total>("total"),
    percentiles<&Statistics::inspect>("inspect"),
};

template <auto Which> constexpr JsonField<S> statistics(QByteArrayView name)
{
    return {name,
            [](JsonWriter &json, const JsonKey &key, const S &status) {
                json.key(key).beginObject();
                writeFields<Statistics>(json, kStatisticsFields, status.*Which);
                json.endObject();
            },
            [](S &status, const QJsonValue &value) {
                readFields<Statistics>(status.*Which, kStatisticsFields, value.toObject());
            }};
}

// The document, section by section.

constexpr JsonField<S> kService {
    "service"_key,
    [](JsonWriter &json, const JsonKey &key, const S &) { json.field(key, kServiceName); },
    nullptr};

constexpr JsonField<S> kVersion {
    "version"_key,
    [](JsonWriter &json, const JsonKey &key, const S &) { json.field(key, LLMPROXY_VERSION); },
    nullptr};

constexpr JsonField<S> kPort {"port"_key,
                              [](JsonWriter &json, const JsonKey &key, const S &status) {
                                  json.field(key, qint64 {status.port});
                              },
                              [](S &status, const QJsonValue &value) {
                                  status.port = static_cast<quint16>(countOf(value, 0, 65535));
                              }};

constexpr JsonField<S> kStartedAt {
    "started_at"_key,
    [](JsonWriter &json, const JsonKey &key, const S &status) {
        json.field(key, isoUtc(status.startedAtMs));
    },
    [](S &status, const QJsonValue &value) { status.startedAtMs = timeOf(value).value_or(0); }};

constexpr JsonField<S> kUptime {
    "uptime_s"_key,
    [](JsonWriter &json, const JsonKey &key, const S &status) {
        json.field(key, (QDateTime::currentMSecsSinceEpoch() - status.startedAtMs) / 1000);
    },
    nullptr};

constexpr std::array kIdentityFields {
    kService,
    kVersion,
    word<ServiceState::Running,
         std::array {ServiceState::Stopped, ServiceState::Starting, ServiceState::Draining},
         &S::state>("state"),
    kPort,
    kStartedAt,
    kUptime,
};

constexpr JsonField<S> kPausedUntil {
    "paused_until"_key,
    [](JsonWriter &json, const JsonKey &key, const S &status) {
        if (status.pausedUntilMs)
            json.field(key, isoUtc(*status.pausedUntilMs));
    },
    [](S &status, const QJsonValue &value) { status.pausedUntilMs = timeOf(value); }};

constexpr std::array kRouterFields {
    word<RoutingState::NoKey,
         std::array {RoutingState::On, RoutingState::SwitchedOff, RoutingState::Paused},
         &S::routing>("state"),
    kPausedUntil,
    word<RouterMode::Balanced, std::array {RouterMode::Aggressive}, &S::mode>("mode"),
    word<RouterProvider::Auto,
         std::array {RouterProvider::Anthropic, RouterProvider::OpenAi, RouterProvider::Gemini},
         &S::provider>("provider"),
    word<RouterClassifier::Morph,
         std::array {RouterClassifier::Local, RouterClassifier::LocalThenMorph,
                     RouterClassifier::MorphThenLocal},
         &S::classifier>("classifier"),
    count<&S::routerInFlight>("in_flight"),
    sentences<&S::routerWarnings>("key_warnings"),
    sentencesSaid<&S::routerWarnings>("key_warnings_said"),
    breaker<&S::router>("breaker"),
};

constexpr JsonField<S> kReachable {"reachable"_key,
                                   [](JsonWriter &json, const JsonKey &key, const S &status) {
                                       json.key(key);
                                       if (status.upstreamReachable)
                                           json.boolean(*status.upstreamReachable);
                                       else
                                           json.null();
                                   },
                                   [](S &status, const QJsonValue &value) {
                                       if (value.isBool())
                                           status.upstreamReachable = value.toBool();
                                   }};

constexpr JsonField<S> kModelCount {"models"_key,
                                    [](JsonWriter &json, const JsonKey &key, const S &status) {
                                        json.key(key);
                                        if (status.modelCount)
                                            json.number(*status.modelCount);
                                        else
                                            json.null();
                                    },
                                    [](S &status, const QJsonValue &value) {
                                        if (value.isDouble())
                                            status.modelCount = smallCountOf(value);
                                    }};

constexpr std::array kPlanFields {
    text<&PlanWindow::provider>("provider"),
    text<&PlanWindow::account>("account"),
    text<&PlanWindow::name>("window"),
    JsonField<PlanWindow> {
        "used"_key,
        [](JsonWriter &json, const JsonKey &key, const PlanWindow &window) {
            json.key(key).real(window.used, 4);
        },
        [](PlanWindow &window, const QJsonValue &value) { window.used = value.toDouble(); }},
    text<&PlanWindow::status>("status"),
    JsonField<PlanWindow> {
        "decides"_key,
        [](JsonWriter &json, const JsonKey &key, const PlanWindow &window) {
            json.key(key).boolean(window.decides);
        },
        [](PlanWindow &window, const QJsonValue &value) { window.decides = value.toBool(); }},
    flag<&PlanWindow::isPaid>("paid_overage"),
    JsonField<PlanWindow> {"saved"_key,
                           [](JsonWriter &json, const JsonKey &key, const PlanWindow &window) {
                               if (window.saved)
                                   json.key(key).real(*window.saved, 4);
                               else
                                   json.key(key).null();
                           },
                           [](PlanWindow &window, const QJsonValue &value) {
                               if (value.isDouble())
                                   window.saved = value.toDouble();
                           }},
    count<&PlanWindow::lengthSeconds>("window_s"),
    time<&PlanWindow::resetsAtMs>("resets_at"),
    JsonField<PlanWindow> {"runs_out_at"_key,
                           [](JsonWriter &json, const JsonKey &key, const PlanWindow &window) {
                               if (const auto at = window.runsOutAtMs())
                                   json.field(key, isoUtc(*at));
                               else
                                   json.key(key).null();
                           },
                           nullptr},
    JsonField<PlanWindow> {"seen_at"_key,
                           [](JsonWriter &json, const JsonKey &key, const PlanWindow &window) {
                               json.field(key, isoUtc(window.seenAtMs));
                           },
                           [](PlanWindow &window, const QJsonValue &value) {
                               window.seenAtMs = timeOf(value).value_or(0);
                           }},
};

constexpr JsonField<S> kPlan {"plan_limits"_key,
                              [](JsonWriter &json, const JsonKey &key, const S &status) {
                                  json.key(key).beginArray();
                                  for (const PlanWindow &window : status.planWindows) {
                                      json.beginObject();
                                      writeFields<PlanWindow>(json, kPlanFields, window);
                                      json.endObject();
                                  }
                                  json.endArray();
                              },
                              [](S &status, const QJsonValue &value) {
                                  constexpr size_t kMostWindows = 32;
                                  for (const QJsonValue entry : value.toArray()) {
                                      if (status.planWindows.size() >= kMostWindows)
                                          return;
                                      PlanWindow window;
                                      readFields<PlanWindow>(window, kPlanFields, entry.toObject());
                                      status.planWindows.push_back(std::move(window));
                                  }
                              }};

constexpr std::array kQuotaFields {
    text<&QuotaInForce::provider>("provider"),
    text<&QuotaInForce::limit, &LimitInForce::name>("window"),
    text<&QuotaInForce::modelClass>("models"),
    word<Restraint::None, std::array {Restraint::Aggressive, Restraint::EasyOnly},
         &QuotaInForce::limit, &LimitInForce::restraint>("routing"),
    JsonField<QuotaInForce> {
        "used"_key,
        [](JsonWriter &json, const JsonKey &key, const QuotaInForce &quota) {
            json.key(key).real(quota.used, 4);
        },
        [](QuotaInForce &quota, const QJsonValue &value) { quota.used = value.toDouble(); }},
    flag<&QuotaInForce::isPaid>("paid_overage"),
    time<&QuotaInForce::limit, &LimitInForce::untilMs>("until"),
    JsonField<QuotaInForce> {"why"_key,
                             [](JsonWriter &json, const JsonKey &key, const QuotaInForce &quota) {
                                 json.field(key, quota.limit.why.utf8());
                             },
                             [](QuotaInForce &quota, const QJsonValue &value) {
                                 quota.limit.why = Text::words(value.toString());
                             }},
    JsonField<QuotaInForce> {"why_said"_key,
                             [](JsonWriter &json, const JsonKey &key, const QuotaInForce &quota) {
                                 optionalText(json, key, quota.limit.why);
                             },
                             [](QuotaInForce &quota, const QJsonValue &value) {
                                 if (Text said = textFromJson(value); !said.isEmpty())
                                     quota.limit.why = std::move(said);
                             }},
};

constexpr JsonField<S> kQuotas = records<&S::quotas, kQuotaFields>("quota_in_force");

constexpr std::array kUpstreamFields {
    fixedText<&S::upstreamUrl>("url"),
    kReachable,
    text<&S::upstreamVersion>("version"),
    kModelCount,
    fixedText<&S::keySource>("key_source"),
    sentences<&S::keyWarnings>("key_warnings"),
    sentencesSaid<&S::keyWarnings>("key_warnings_said"),
    breaker<&S::upstream>("breaker"),
    kPlan,
    kQuotas,
};

constexpr std::array kWarningFields {
    word<ModelWarning::Kind::Ending,
         std::array {ModelWarning::Kind::Ended, ModelWarning::Kind::Unlisted,
                     ModelWarning::Kind::NoTarget, ModelWarning::Kind::OldTable,
                     ModelWarning::Kind::Substituted},
         &ModelWarning::kind>("kind"),
    text<&ModelWarning::model>("model"),
    text<&ModelWarning::cell>("cell"),
    JsonField<ModelWarning> {"day"_key,
                             [](JsonWriter &json, const JsonKey &key, const ModelWarning &warning) {
                                 json.optionalField(key,
                                                    warning.day.toString(Qt::ISODate).toLatin1());
                             },
                             [](ModelWarning &warning, const QJsonValue &value) {
                                 warning.day = QDate::fromString(value.toString(), Qt::ISODate);
                             }},
    text<&ModelWarning::instead>("instead"),
    JsonField<ModelWarning> {"needs_doing"_key,
                             [](JsonWriter &json, const JsonKey &key, const ModelWarning &warning) {
                                 json.key(key).boolean(warning.needsDoing);
                             },
                             [](ModelWarning &warning, const QJsonValue &value) {
                                 warning.needsDoing = value.toBool();
                             }},
    JsonField<ModelWarning> {"text"_key,
                             [](JsonWriter &json, const JsonKey &key, const ModelWarning &warning) {
                                 json.field(key, sentence(warning).utf8());
                             },
                             nullptr},
};

constexpr JsonField<S> kWarnings {"notices"_key,
                                  [](JsonWriter &json, const JsonKey &key, const S &status) {
                                      json.key(key).beginArray();
                                      for (const ModelWarning &warning : status.modelWarnings) {
                                          json.beginObject();
                                          writeFields<ModelWarning>(json, kWarningFields, warning);
                                          json.endObject();
                                      }
                                      json.endArray();
                                  },
                                  [](S &status, const QJsonValue &value) {
                                      constexpr size_t kMostWarnings = 100;
                                      for (const QJsonValue entry : value.toArray()) {
                                          if (status.modelWarnings.size() >= kMostWarnings)
                                              return;
                                          ModelWarning warning;
                                          readFields<ModelWarning>(warning, kWarningFields,
                                                                   entry.toObject());
                                          status.modelWarnings.push_back(std::move(warning));
                                      }
                                  }};

constexpr JsonField<S> kTable {"table"_key,
                               [](JsonWriter &json, const JsonKey &key, const S &status) {
                                   json.field(key, status.priceTable);
                               },
                               nullptr};

constexpr std::array kModelsFields {kTable, count<&S::modelsSubstituted>("substituted"), kWarnings};

constexpr std::array kEngineFields {
    count<&S::openConnections>("open_connections"),
    count<&S::openExchanges>("open_exchanges"),
    count<&S::bufferedBytes>("buffered_bytes"),
    count<&S::rowsWritten>("rows_written"),
    count<&S::rowsDropped>("rows_dropped"),
    micros<&S::loopLagP99>("loop_lag_p99_us"),
    micros<&S::loopLagMax>("loop_lag_max_us"),
    sentences<&S::logWarnings>("log_warnings"),
    sentencesSaid<&S::logWarnings>("log_warnings_said"),
};

constexpr JsonField<S> kPrices {
    "prices"_key,
    [](JsonWriter &json, const JsonKey &key, const S &) { json.field(key, "list-price"); },
    nullptr};

constexpr JsonField<S> kBudget {"daily_budget_usd"_key,
                                [](JsonWriter &json, const JsonKey &key, const S &status) {
                                    json.key(key);
                                    if (status.dailyBudget > 0)
                                        json.raw(dollarsText(status.dailyBudget));
                                    else
                                        json.null();
                                },
                                [](S &status, const QJsonValue &value) {
                                    status.dailyBudget = boundedRounded(
                                        value.toDouble() * static_cast<double>(kPicoPerDollar));
                                }};

constexpr JsonField<S> kOverBudget {
    "over_budget"_key,
    [](JsonWriter &json, const JsonKey &key, const S &status) {
        json.key(key).boolean(status.dailyBudget > 0 && status.spentToday > status.dailyBudget);
    },
    nullptr};

constexpr std::array kClientFields {
    fixedText<&ClientStatus::name>("name"),
    word<ClientStatus::State::Active,
         std::array {ClientStatus::State::Active, ClientStatus::State::Expired,
                     ClientStatus::State::Revoked},
         &ClientStatus::state>("state"),
    time<&ClientStatus::expiresAtMs>("expires_at"),
    count<&ClientStatus::requests>("requests"),
    count<&ClientStatus::tokens>("tokens"),
    JsonField<ClientStatus> {"cost_usd"_key,
                             [](JsonWriter &json, const JsonKey &key, const ClientStatus &client) {
                                 json.key(key).raw(dollarsText(client.cost));
                             },
                             [](ClientStatus &client, const QJsonValue &value) {
                                 client.cost = boundedRounded(
                                     value.toDouble() * static_cast<double>(kPicoPerDollar));
                             }},
};

constexpr std::array kCostFields {
    kPrices,
    fixedText<&S::priceTable>("price_table"),
    count<&S::bookedToday>("requests_today"),
    dollars<&S::spentToday>("spent_today_usd"),
    dollars<&S::savedToday>("saved_today_usd"),
    kBudget,
    kOverBudget,
    records<&S::budgets, kBudgetFields>("budgets"),
    records<&S::clients, kClientFields>("clients"),
};

constexpr std::array kCountersFields {
    statistics<&S::today>("today"),
    statistics<&S::sinceStart>("since_start"),
};

constexpr std::array kConfigFields {
    sentences<&S::configNotes, &ConfigNotes::problems>("config_problems"),
    sentencesSaid<&S::configNotes, &ConfigNotes::problems>("config_problems_said"),
    sentences<&S::configNotes, &ConfigNotes::warnings>("config_warnings"),
    sentencesSaid<&S::configNotes, &ConfigNotes::warnings>("config_warnings_said"),
};

/// A member of StoreStatus that is a sentence, and the same for a window that translates it.
template <auto Sentence> constexpr JsonField<S> ofStore(QByteArrayView name)
{
    return {name,
            [](JsonWriter &json, const JsonKey &key, const S &status) {
                json.field(key, (status.store.*Sentence).utf8());
            },
            [](S &status, const QJsonValue &value) {
                status.store.*Sentence = Text::words(value.toString());
            }};
}

template <auto Sentence> constexpr JsonField<S> ofStoreSaid(QByteArrayView name)
{
    return {name,
            [](JsonWriter &json, const JsonKey &key, const S &status) {
                optionalText(json, key, status.store.*Sentence);
            },
            [](S &status, const QJsonValue &value) {
                if (Text said = textFromJson(value); !said.isEmpty())
                    status.store.*Sentence = std::move(said);
            }};
}

constexpr std::array kStoreFields {
    fixedText<&S::store, &StoreStatus::state>("state"),
    fixedText<&S::store, &StoreStatus::address>("address"),
    ofStore<&StoreStatus::meaning>("meaning"),
    ofStoreSaid<&StoreStatus::meaning>("meaning_said"),
    time<&S::store, &StoreStatus::sinceMs>("since"),
    ofStore<&StoreStatus::lastError>("last_error"),
    ofStoreSaid<&StoreStatus::lastError>("last_error_said"),
    flag<&S::store, &StoreStatus::sharesSessions>("shares_sessions"),
    count<&S::store, &StoreStatus::commands>("commands"),
    count<&S::store, &StoreStatus::bytes>("bytes"),
    count<&S::store, &StoreStatus::unanswered>("unanswered"),
    count<&S::store, &StoreStatus::refused>("refused"),
    count<&S::store, &StoreStatus::dropped>("dropped"),
    count<&S::store, &StoreStatus::latencyP50>("latency_p50_us"),
    count<&S::store, &StoreStatus::latencyP99>("latency_p99_us"),
    count<&S::store, &StoreStatus::instances>("instances_today"),
    dollars<&S::store, &StoreStatus::spentToday>("spent_today_usd"),
    dollars<&S::store, &StoreStatus::savedToday>("saved_today_usd"),
};

bool hasStore(const S &status)
{
    return status.store.isThere();
}

constexpr std::array kSections {
    JsonSection<S> {{}, isAlwaysThere<S>, kIdentityFields},
    JsonSection<S> {{}, isAlwaysThere<S>, kConfigFields},
    JsonSection<S> {"router", isAlwaysThere<S>, kRouterFields},
    JsonSection<S> {kUpstream, isAlwaysThere<S>, kUpstreamFields},
    JsonSection<S> {"models", isAlwaysThere<S>, kModelsFields},
    JsonSection<S> {"engine", isAlwaysThere<S>, kEngineFields},
    JsonSection<S> {"books", isAlwaysThere<S>, kCostFields},
    JsonSection<S> {"store", hasStore, kStoreFields},
    JsonSection<S> {{}, isAlwaysThere<S>, kCountersFields},
};

void appendConfig(JsonWriter &json, const ProxyConfig &config)
{
    json.key("config").beginObject();
    json.field("generation", static_cast<qint64>(config.generation));
    for (const Setting &setting : settings())
        json.field(setting.key.toLatin1(), maskedValue(setting.key, config).toUtf8());
    json.endObject();
}

/// What the user switched over the files, and how that ends.
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

} // namespace

QByteArray healthJson(const ServiceStatus &status)
{
    QByteArray body;
    JsonWriter json(body);
    json.beginObject().field("status", "ok");
    writeFields<S>(json, kIdentityFields, status);
    json.key(kUpstream).beginObject();
    kReachable.write(json, kReachable.name, status);
    json.optionalField("error", status.upstream.lastError.utf8()).endObject();
    json.key("router").beginObject().field("state", name(status.routing)).endObject();
    if (hasStore(status))
        json.key("store").beginObject().field("state", status.store.state).endObject();
    json.endObject();
    return body;
}

QByteArray readinessJson(ServiceState state)
{
    QByteArray body;
    JsonWriter json(body);
    json.beginObject().key("ready").boolean(state == ServiceState::Running);
    json.key("missing").beginArray();
    if (state == ServiceState::Draining)
        json.string("draining");
    else if (state != ServiceState::Running)
        json.string("not listening");
    json.endArray().endObject();
    return body;
}

QByteArray statusJson(const ServiceStatus &status, const ProxyConfig &config)
{
    QByteArray body;
    JsonWriter json(body);
    json.beginObject();
    writeSections<S>(json, kSections, status);
    appendConfig(json, config);
    appendOverrides(json, config);
    json.endObject();
    return body;
}

std::optional<ServiceStatus> statusFromJson(const QByteArray &json)
{
    const QJsonObject root = readJsonObject(json).value_or(QJsonObject());
    if (root[QLatin1StringView(kService.name.name())].toString() != QLatin1StringView(kServiceName))
        return std::nullopt;
    ServiceStatus status;
    readSections<S>(status, kSections, root);
    status.overrides = root["overrides"_L1].toObject().keys();
    return status;
}

} // namespace proxy
