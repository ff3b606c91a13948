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
    std::pair {"requests_per_turn", &TurnMeans::requestsPerTurn},
    std::pair {"output_per_request", &TurnMeans::outputPerRequest},
    std::pair {"fresh_per_request", &TurnMeans::freshPerRequest},
    std::pair {"minutes_per_turn", &TurnMeans::minutesPerTurn},
    std::pair {"extra_steps", &TurnMeans::extraSteps},
    std::pair {"way_back", &TurnMeans::switchBack},
};

void appendHash(JsonWriter &json, QByteArrayView name, quint64 hash)
{
    std::array<char, 16> text {};
    if (hash != 0)
        json.field(name, {text.data(), std::to_chars(text.begin(), text.end(), hash, 16).ptr});
}

void appendAbout(JsonWriter &json, QByteArrayView name, qint64 value)
{
    if (value >= 0)
        json.field(name, value);
}

void appendAbove(JsonWriter &json, QByteArrayView name, double value)
{
    constexpr int kDecimals = 6;
    if (value >= 0)
        json.key(name).real(value, kDecimals);
}

void appendNames(JsonWriter &json, const char *key, const QList<QByteArray> &names)
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
    json.optionalField("thinking_display", features.thinkingDisplay);
    if (features.thinkingBytes > 0)
        json.field("thinking_bytes", features.thinkingBytes);
    appendAbove(json, "temperature", features.temperature);
    appendAbove(json, "top_p", features.topP);
    appendNames(json, "tool_types", features.toolTypes);
    appendNames(json, "fields", features.furtherFields);
    json.optionalField("server_state", features.serverState);
    json.optionalField("speed", features.speed).optionalField("region", features.region);
    appendAbout(json, "cache_ttl_s", features.cacheTtlSeconds);
}

void appendCarried(JsonWriter &json, const RequestFeatures &features)
{
    for (const auto &[mode, text] : kThinking) {
        if (features.thinking == mode)
            json.field("thinking", text);
    }
    appendAbout(json, "thinking_budget", features.thinkingBudget);
    json.optionalField("effort", features.effort);
    json.key("flags").beginArray();
    for (const auto &[name, flag] : kFlags) {
        if (features.*flag)
            json.string(name);
    }
    json.endArray();
    appendTerms(json, features);
    if (features.mediaBytes > 0)
        json.field("media_bytes", features.mediaBytes);
    json.field("system_bytes", features.systemBytes).field("tools_bytes", features.toolsBytes);
    appendHash(json, "system", features.systemFingerprint);
    appendHash(json, "tool_set", features.toolsFingerprint);
}

/// Left out where there is none.
void appendSigns(JsonWriter &json, const AgentSigns &signs)
{
    if (!signs.plans && signs.failedResults == 0 && signs.sameCalls == 0)
        return;
    json.key("signs").beginObject().key("plan").boolean(signs.plans);
    json.field("failed", qint64 {signs.failedResults});
    json.field("same_calls", qint64 {signs.sameCalls}).endObject();
}

void appendView(JsonWriter &json, const SessionView &view)
{
    json.key("session").beginObject().optionalField("model", view.model);
    json.optionalField("history", view.history);
    json.optionalField("difficulty", name(view.difficulty));
    json.field("turns", qint64 {view.turns}).field("since_up", qint64 {view.turnsSinceUpgrade});
    json.key("rewritten").boolean(view.rewritten);
    json.key("bytes_per_token").real(view.bytesPerToken, 3);
    json.key("warm").beginArray();
    for (const WarmCache &cache : view.warm) {
        json.beginObject().field("model", cache.model).field("tokens", cache.tokens);
        json.field("lifetime_s", cache.lifetimeSeconds).endObject();
    }
    json.endArray().key("means").beginObject();
    for (const auto &[name, mean] : kMeans)
        json.key(name).real(view.means.*mean, 3);
    json.key("steps").beginArray();
    for (const ModelSteps &steps : view.means.steps) {
        json.beginObject().field("model", steps.model);
        json.key("requests").real(steps.requestsPerTurn, 3).endObject();
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
        view.means.*mean = std::clamp(means[QLatin1StringView(name)].toDouble(view.means.*mean),
                                      0.0, kMostOfAMean);
    for (const QJsonValue entry : means[u"steps"].toArray())
        view.means.steps.push_back({entry[u"model"].toString().toUtf8(),
                                    std::clamp(entry[u"requests"].toDouble(), 0.0, kMostOfAMean)});
    return view;
}

} // namespace

void appendFeatures(JsonWriter &json, const DecisionFeatures &features)
{
    const RequestFacts &facts = features.facts;
    json.field("body_bytes", features.bodyBytes).field("text_bytes", features.textBytes);
    json.field("ordinal", qint64 {facts.userTextOrdinal});
    json.field("messages", qint64 {facts.messageCount}).field("tools", qint64 {facts.toolCount});
    appendAbout(json, "max_tokens", facts.maxTokens);
    json.key("continuation").boolean(facts.isContinuation);
    json.key("previous_response").boolean(!facts.previousResponseId.isEmpty());
    appendHash(json, "text", facts.userTextHash);
    appendHash(json, "first_text", facts.firstTextHash);
    json.optionalField("betas", features.betas);
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
