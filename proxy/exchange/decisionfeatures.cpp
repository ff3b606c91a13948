// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/exchange/decisionfeatures.h"

#include "proxy/core/boundednumber.h"
#include "proxy/json/jsonwriter.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace proxy {

namespace {

using namespace Qt::StringLiterals;

constexpr qint64 kLongestLife = 365LL * 24 * 3600; ///< of a cache, in seconds
constexpr double kFewestBytes = 1; ///< of a token
constexpr double kMostBytes = 12;
constexpr double kMostOfAMean = 1e12;

constexpr std::array kFlags {
    std::pair {"json", &RequestFeatures::wantsJson},
    std::pair {"forced-tool", &RequestFeatures::forcesTool},
    std::pair {"context-management", &RequestFeatures::hasContextManagement},
    std::pair {"images", &RequestFeatures::hasImages},
    std::pair {"documents", &RequestFeatures::hasDocuments},
    std::pair {"audio", &RequestFeatures::hasAudio},
    std::pair {"cache-control", &RequestFeatures::hasCacheControl},
    std::pair {"signed-thinking", &RequestFeatures::hasSignedThinking},
    std::pair {"prefill", &RequestFeatures::hasPrefill},
    std::pair {"open-tool-exchange", &RequestFeatures::openToolExchange},
    std::pair {"system-message", &RequestFeatures::hasSystemTurns},
    std::pair {"message-effort", &RequestFeatures::hasMessageEffort},
    std::pair {"top-k", &RequestFeatures::hasTopK},
    std::pair {"stop", &RequestFeatures::hasStop},
    std::pair {"fallbacks", &RequestFeatures::hasFallbacks},
};

constexpr std::array kThinking {
    std::pair {ThinkingMode::Disabled, "disabled"},
    std::pair {ThinkingMode::Enabled, "enabled"},
    std::pair {ThinkingMode::Adaptive, "adaptive"},
    std::pair {ThinkingMode::BetweenTools, "between_tools"},
    std::pair {ThinkingMode::Other, "other"},
};

constexpr std::array kMeans {
    std::pair {"requests_per_turn"_key, &TurnMeans::requestsPerTurn},
    std::pair {"output_per_request"_key, &TurnMeans::outputPerRequest},
    std::pair {"fresh_per_request"_key, &TurnMeans::freshPerRequest},
    std::pair {"minutes_per_turn"_key, &TurnMeans::minutesPerTurn},
    std::pair {"extra_steps"_key, &TurnMeans::extraSteps},
    std::pair {"way_back"_key, &TurnMeans::switchBack},
};

void appendHash(JsonWriter &json, const JsonKey &name, quint64 hash)
{
    std::array<char, 16> text {};
    if (hash != 0)
        json.field(name, {text.data(), std::to_chars(text.begin(), text.end(), hash, 16).ptr});
}

void appendAbout(JsonWriter &json, const JsonKey &name, qint64 value)
{
    if (value >= 0)
        json.field(name, value);
}

void appendAbove(JsonWriter &json, const JsonKey &name, double value)
{
    constexpr int kDecimals = 6;
    if (value >= 0)
        json.key(name).real(value, kDecimals);
}

void appendNames(JsonWriter &json, const JsonKey &key, const QList<QByteArray> &names)
{
    if (names.isEmpty())
        return;
    json.key(key).beginArray();
    for (const QByteArray &name : names)
        json.string(name);
    json.endArray();
}

/// What changes the answer's wording or price, and what the provider holds.
void appendTerms(JsonWriter &json, const RequestFeatures &features)
{
    json.optionalField("thinking_display"_key, features.thinkingDisplay);
    if (features.thinkingBytes > 0)
        json.field("thinking_bytes"_key, features.thinkingBytes);
    appendAbove(json, "temperature"_key, features.temperature);
    appendAbove(json, "top_p"_key, features.topP);
    appendNames(json, "tool_types"_key, features.toolTypes);
    appendNames(json, "fields"_key, features.furtherFields);
    json.optionalField("server_state"_key, features.serverState);
    json.optionalField("speed"_key, features.speed).optionalField("region"_key, features.region);
    appendAbout(json, "cache_ttl_s"_key, features.cacheTtlSeconds);
}

void appendCarried(JsonWriter &json, const RequestFeatures &features)
{
    for (const auto &[mode, text] : kThinking) {
        if (features.thinking == mode)
            json.field("thinking"_key, text);
    }
    appendAbout(json, "thinking_budget"_key, features.thinkingBudget);
    json.optionalField("effort"_key, features.effort);
    json.key("flags"_key).beginArray();
    for (const auto &[name, flag] : kFlags) {
        if (features.*flag)
            json.string(name);
    }
    json.endArray();
    appendTerms(json, features);
    if (features.mediaBytes > 0)
        json.field("media_bytes"_key, features.mediaBytes);
    json.field("system_bytes"_key, features.systemBytes)
        .field("tools_bytes"_key, features.toolsBytes);
    appendHash(json, "system"_key, features.systemFingerprint);
    appendHash(json, "tool_set"_key, features.toolsFingerprint);
}

/// Left out where there is none.
void appendSigns(JsonWriter &json, const AgentSigns &signs)
{
    if (!signs.plans && signs.failedResults == 0 && signs.sameCalls == 0)
        return;
    json.key("signs"_key).beginObject().key("plan"_key).boolean(signs.plans);
    json.field("failed"_key, qint64 {signs.failedResults});
    json.field("same_calls"_key, qint64 {signs.sameCalls}).endObject();
}

void appendView(JsonWriter &json, const SessionView &view)
{
    json.key("session"_key).beginObject().optionalField("model"_key, view.model);
    json.optionalField("history"_key, view.history);
    json.optionalField("difficulty"_key, name(view.difficulty));
    json.field("turns"_key, qint64 {view.turns})
        .field("since_up"_key, qint64 {view.turnsSinceUpgrade});
    json.key("rewritten"_key).boolean(view.rewritten);
    json.key("bytes_per_token"_key).real(view.bytesPerToken, 3);
    json.key("warm"_key).beginArray();
    for (const WarmCache &cache : view.warm) {
        json.beginObject().field("model"_key, cache.model).field("tokens"_key, cache.tokens);
        json.field("lifetime_s"_key, cache.lifetimeSeconds).endObject();
    }
    json.endArray().key("means"_key).beginObject();
    for (const auto &[name, mean] : kMeans)
        json.key(name).real(view.means.*mean, 3);
    json.key("steps"_key).beginArray();
    for (const ModelSteps &steps : view.means.steps) {
        json.beginObject().field("model"_key, steps.model);
        json.key("requests"_key).real(steps.requestsPerTurn, 3).endObject();
    }
    json.endArray().endObject().endObject();
}

QByteArray textOf(const QJsonObject &object, QStringView key)
{
    return object[key].toString().toUtf8();
}

quint64 hash(const QJsonObject &object, QStringView key)
{
    return object[key].toString().toULongLong(nullptr, 16);
}

void readTerms(const QJsonObject &object, RequestFeatures &features)
{
    features.thinkingDisplay = textOf(object, u"thinking_display");
    features.thinkingBytes = countOf(object[u"thinking_bytes"]);
    features.temperature = object[u"temperature"].toDouble(-1);
    features.topP = object[u"top_p"].toDouble(-1);
    for (const QJsonValue type : object[u"tool_types"].toArray())
        features.toolTypes.append(type.toString().toUtf8());
    for (const QJsonValue field : object[u"fields"].toArray())
        features.furtherFields.append(field.toString().toUtf8());
    features.serverState = textOf(object, u"server_state");
    features.speed = textOf(object, u"speed");
    features.region = textOf(object, u"region");
    features.cacheTtlSeconds = countOf(object[u"cache_ttl_s"], -1, kLongestLife);
}

void readCarried(const QJsonObject &object, RequestFeatures &features)
{
    for (const auto &[mode, text] : kThinking) {
        if (object[u"thinking"].toString() == QLatin1StringView(text))
            features.thinking = mode;
    }
    features.thinkingBudget = countOf(object[u"thinking_budget"], -1);
    features.effort = textOf(object, u"effort");
    const QJsonArray flags = object[u"flags"].toArray();
    for (const auto &[name, flag] : kFlags)
        features.*flag = flags.contains(QLatin1StringView(name));
    readTerms(object, features);
    features.mediaBytes = countOf(object[u"media_bytes"]);
    features.systemBytes = countOf(object[u"system_bytes"]);
    features.toolsBytes = countOf(object[u"tools_bytes"]);
    features.systemFingerprint = hash(object, u"system");
    features.toolsFingerprint = hash(object, u"tool_set");
}

SessionView readView(const QJsonObject &object)
{
    SessionView view;
    view.model = textOf(object, u"model");
    view.history = textOf(object, u"history");
    view.difficulty = difficultyFromLabel(textOf(object, u"difficulty")).value_or(Difficulty::None);
    view.turns = smallCountOf(object[u"turns"]);
    view.turnsSinceUpgrade = smallCountOf(object[u"since_up"], -1);
    view.rewritten = object[u"rewritten"].toBool();
    view.bytesPerToken = std::clamp(object[u"bytes_per_token"].toDouble(view.bytesPerToken),
                                    kFewestBytes, kMostBytes);
    for (const QJsonValue entry : object[u"warm"].toArray())
        view.warm.push_back({entry[u"model"].toString().toUtf8(),
                             countOf(entry[u"tokens"], 0, kMostTokens),
                             countOf(entry[u"lifetime_s"], 300, kLongestLife)});
    const QJsonObject means = object[u"means"].toObject();
    for (const auto &[name, mean] : kMeans)
        view.means.*mean = std::clamp(
            means[QLatin1StringView(name.name())].toDouble(view.means.*mean), 0.0, kMostOfAMean);
    for (const QJsonValue entry : means[u"steps"].toArray())
        view.means.steps.push_back({entry[u"model"].toString().toUtf8(),
                                    std::clamp(entry[u"requests"].toDouble(), 0.0, kMostOfAMean)});
    return view;
}

} // namespace

void appendFeatures(JsonWriter &json, const DecisionFeatures &features)
{
    const RequestFacts &facts = features.facts;
    json.field("body_bytes"_key, features.bodyBytes).field("text_bytes"_key, features.textBytes);
    json.field("ordinal"_key, qint64 {facts.userTextOrdinal});
    json.field("messages"_key, qint64 {facts.messageCount})
        .field("tools"_key, qint64 {facts.toolCount});
    appendAbout(json, "max_tokens"_key, facts.maxTokens);
    json.key("continuation"_key).boolean(facts.isContinuation);
    json.key("previous_response"_key).boolean(!facts.previousResponseId.isEmpty());
    appendHash(json, "text"_key, facts.userTextHash);
    appendHash(json, "first_text"_key, facts.firstTextHash);
    json.optionalField("betas"_key, features.betas);
    appendCarried(json, facts.features);
    appendSigns(json, facts.signs);
    appendView(json, features.view);
}

DecisionFeatures featuresFromJson(const QJsonObject &object)
{
    DecisionFeatures features;
    RequestFacts &facts = features.facts;
    features.bodyBytes = countOf(object[u"body_bytes"]);
    features.textBytes = countOf(object[u"text_bytes"]);
    facts.userTextOrdinal = smallCountOf(object[u"ordinal"]);
    facts.messageCount = smallCountOf(object[u"messages"]);
    facts.toolCount = smallCountOf(object[u"tools"]);
    facts.maxTokens = countOf(object[u"max_tokens"], -1);
    facts.isContinuation = object[u"continuation"].toBool();
    if (object[u"previous_response"].toBool())
        facts.previousResponseId = "recorded";
    facts.userTextHash = hash(object, u"text");
    facts.firstTextHash = hash(object, u"first_text");
    features.betas = textOf(object, u"betas");
    readCarried(object, facts.features);
    const QJsonValue signs = object[u"signs"];
    facts.signs = {.plans = signs[u"plan"].toBool(),
                   .failedResults = smallCountOf(signs[u"failed"]),
                   .sameCalls = smallCountOf(signs[u"same_calls"])};
    features.view = readView(object[u"session"].toObject());
    return features;
}

} // namespace proxy
