// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/share/sharedformat.h"

#include "proxy/json/jsontree.h"
#include "proxy/json/jsonwriter.h"
#include "proxy/share/sharedkeys.h"

#include <algorithm>
#include <array>

namespace proxy {

namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr qsizetype kMaxModel = 256;
constexpr qsizetype kMaxWord = 64;
constexpr qint64 kLongestAge = milliseconds(kSessionLife).count();
constexpr qint64 kMostTurns = 1'000'000;
constexpr size_t kMostCaches = 8;

void appendAge(JsonWriter &json, QByteArrayView name, Instant then, Instant now)
{
    if (then != Instant {})
        json.field(name, qint64(duration_cast<milliseconds>(now - then).count()));
}

void appendHash(JsonWriter &json, QByteArrayView name, quint64 hash)
{
    if (hash != 0)
        json.field(name, QByteArray::number(hash, 16));
}

void appendFlag(JsonWriter &json, QByteArrayView name, bool is)
{
    if (is)
        json.key(name).boolean(true);
}

/// A text that may stand in a header and in a request's body as it is.
std::optional<QByteArray> plainText(const JsonValue &value, qsizetype most)
{
    if (value.isNothing())
        return QByteArray();
    const QByteArray text = value.text();
    const bool isPlain = value.isString() && text.size() <= most
                         && std::all_of(text.begin(), text.end(), [](char c) {
                                return c > 0x20 && c < 0x7f && c != '"' && c != '\\';
                            });
    return isPlain ? std::optional(text) : std::nullopt;
}

qint64 within(const JsonValue &value, qint64 least, qint64 most, qint64 otherwise)
{
    const auto number = value.integer();
    return number && *number >= least && *number <= most ? *number : otherwise;
}

double realWithin(const JsonValue &value, double least, double most)
{
    const auto number = value.number();
    return number && *number >= least && *number <= most ? *number : 0;
}

quint64 hashIn(const JsonValue &value)
{
    bool isHash = false;
    const quint64 hash = value.text().toULongLong(&isHash, 16);
    return isHash ? hash : 0;
}

/// Not told, or too long ago: it counts as never.
Instant instantIn(const JsonValue &value, Instant now, milliseconds age)
{
    const qint64 old = within(value, 0, kLongestAge, -1);
    return old < 0 ? Instant {} : now - milliseconds(old) - age;
}

Difficulty difficultyIn(const JsonValue &value)
{
    return difficultyFromLabel(value.text()).value_or(Difficulty::None);
}

void appendCaches(JsonWriter &json, const std::vector<OwnCache> &caches, Instant now)
{
    json.key("c").beginArray();
    for (const OwnCache &cache : caches) {
        json.beginObject().field("m", cache.model).field("t", cache.tokens);
        appendAge(json, "a", cache.touchedAt, now);
        json.field("l", qint64(cache.lifetime.count()));
        appendFlag(json, "s", cache.sawRead);
        json.endObject();
    }
    json.endArray();
}

void appendPrefix(JsonWriter &json, const std::vector<CacheEvidence> &prefix, Instant now)
{
    if (prefix.empty())
        return;
    json.key("p").beginArray();
    for (const CacheEvidence &cache : prefix) {
        json.beginObject().field("m", cache.model).field("t", cache.tokens);
        appendAge(json, "a", cache.touchedAt, now);
        json.field("l", qint64(cache.lifetime.count()));
        json.key("h").real(cache.hits, 3).key("e").real(cache.expected, 3);
        appendFlag(json, "s", cache.sawRead);
        json.endObject();
    }
    json.endArray();
}

QByteArray written(const ConversationEvidence &evidence, Instant now)
{
    const ConversationMemory &memory = evidence.memory;
    QByteArray text;
    JsonWriter json(text);
    json.beginObject().optionalField("m", memory.model).optionalField("r", memory.requested);
    json.optionalField("d", name(memory.difficulty)).optionalField("e", memory.effort);
    json.field("n", qint64 {memory.turns}).field("u", qint64 {memory.turnsSinceUpgrade});
    appendFlag(json, "w", memory.rewritten);
    appendFlag(json, "o", memory.wentDown);
    json.key("b").real(memory.bytesPerToken, 3);
    appendHash(json, "f", memory.firstTextHash);
    appendHash(json, "k", memory.turn);
    appendAge(json, "a", memory.usedAt, now);
    appendAge(json, "t", memory.turnAt, now);
    appendCaches(json, memory.caches, now);
    appendPrefix(json, evidence.prefix, now);
    json.endObject();
    return text;
}

} // namespace

QByteArray sharedForm(const SharedDecision &shared)
{
    const StoredDecision &decision = shared.decision;
    QByteArray text;
    JsonWriter json(text);
    json.beginObject().field("r", decision.requestedModel).field("m", decision.selectedModel);
    json.optionalField("d", name(decision.difficulty)).optionalField("e", decision.effort);
    json.optionalField("l", decision.label);
    appendFlag(json, "f", decision.isFailure);
    appendFlag(json, "w", decision.isWarmUp);
    appendHash(json, "s", shared.settings);
    json.endObject();
    return text;
}

std::optional<SharedDecision> readSharedDecision(QByteArrayView text)
{
    JsonTree tree;
    if (text.size() > kMaxSharedValue || !tree.parse(text) || !tree.root().isObject())
        return std::nullopt;
    const JsonValue root = tree.root();
    const auto requested = plainText(root["r"], kMaxModel);
    const auto selected = plainText(root["m"], kMaxModel);
    const auto effort = plainText(root["e"], kMaxWord);
    const auto label = plainText(root["l"], kMaxWord);
    if (!requested || !selected || !effort || !label || requested->isEmpty() || selected->isEmpty())
        return std::nullopt;
    return SharedDecision {.decision = {.requestedModel = *requested,
                                        .selectedModel = *selected,
                                        .difficulty = difficultyIn(root["d"]),
                                        .effort = *effort,
                                        .label = *label,
                                        .isFailure = root["f"].isTrue(),
                                        .isWarmUp = root["w"].isTrue()},
                           .settings = hashIn(root["s"])};
}

QByteArray sharedForm(const ConversationEvidence &evidence, Instant now)
{
    QByteArray text = written(evidence, now);
    if (text.size() > kMaxSharedValue)
        text = written({.memory = evidence.memory}, now);
    return text.size() > kMaxSharedValue ? QByteArray() : text;
}

std::optional<ConversationEvidence> readConversationEvidence(QByteArrayView text, Instant now,
                                                             milliseconds age)
{
    JsonTree tree;
    if (text.size() > kMaxSharedValue || !tree.parse(text) || !tree.root().isObject())
        return std::nullopt;
    const JsonValue root = tree.root();
    const auto model = plainText(root["m"], kMaxModel);
    const auto requested = plainText(root["r"], kMaxModel);
    const auto effort = plainText(root["e"], kMaxWord);
    if (!model || !requested || !effort)
        return std::nullopt;
    ConversationEvidence evidence;
    ConversationMemory &memory = evidence.memory;
    memory = {.firstTextHash = hashIn(root["f"]),
              .turn = hashIn(root["k"]),
              .effort = *effort,
              .requested = *requested,
              .model = *model,
              .difficulty = difficultyIn(root["d"]),
              .turns = int(within(root["n"], 0, kMostTurns, 0)),
              .turnsSinceUpgrade = int(within(root["u"], -1, kMostTurns, -1)),
              .rewritten = root["w"].isTrue(),
              .wentDown = root["o"].isTrue(),
              .bytesPerToken = realWithin(root["b"], 1, 12),
              .usedAt = instantIn(root["a"], now, age),
              .turnAt = instantIn(root["t"], now, age)};
    const auto lifetime = [](const JsonValue &cache) {
        return seconds(within(cache["l"], 1, seconds(kSessionLife).count(), 1));
    };
    for (JsonValue cache = root["c"].first(); cache; cache = cache.next()) {
        const auto base = plainText(cache["m"], kMaxModel);
        if (base && memory.caches.size() < kMostCaches)
            memory.caches.push_back({.model = *base,
                                     .tokens = within(cache["t"], 0, kMostTokens, 0),
                                     .touchedAt = instantIn(cache["a"], now, age),
                                     .lifetime = lifetime(cache),
                                     .sawRead = cache["s"].isTrue()});
    }
    for (JsonValue cache = root["p"].first(); cache; cache = cache.next()) {
        const auto base = plainText(cache["m"], kMaxModel);
        if (base && evidence.prefix.size() < kMostCaches)
            evidence.prefix.push_back({.model = *base,
                                       .hits = realWithin(cache["h"], 0, 1000),
                                       .expected = realWithin(cache["e"], 0, 1000),
                                       .sawRead = cache["s"].isTrue(),
                                       .tokens = within(cache["t"], 0, kMostTokens, 0),
                                       .touchedAt = instantIn(cache["a"], now, age),
                                       .lifetime = lifetime(cache)});
    }
    return evidence;
}

QByteArray sharedForm(const SessionOverride &userOverride)
{
    QByteArray text;
    JsonWriter json(text);
    json.beginObject();
    appendFlag(json, "o", userOverride.off);
    appendFlag(json, "b", userOverride.boostNext);
    json.optionalField("m", userOverride.heldModel).endObject();
    return text;
}

std::optional<SessionOverride> readSessionOverride(QByteArrayView text)
{
    JsonTree tree;
    if (text.size() > kMaxSharedValue || !tree.parse(text) || !tree.root().isObject())
        return std::nullopt;
    const auto model = plainText(tree.root()["m"], kMaxModel);
    if (!model)
        return std::nullopt;
    return SessionOverride {.off = tree.root()["o"].isTrue(),
                            .boostNext = tree.root()["b"].isTrue(),
                            .heldModel = *model};
}

QByteArray sharedForm(const DayTotals &totals)
{
    QByteArray text;
    for (const qint64 sum :
         {totals.spend.cost, totals.spend.tokens, totals.spend.unpriced, totals.exchanges,
          totals.comparedCost, totals.baseline, totals.classifier})
        text += QByteArray::number(sum) + ' ';
    text.chop(1);
    return text;
}

std::optional<DayTotals> readDayTotals(QByteArrayView text)
{
    constexpr qsizetype kLongest = 7 * 21;
    if (text.size() > kLongest)
        return std::nullopt;
    DayTotals totals;
    const std::array<qint64 *, 7> sums {
        &totals.spend.cost,   &totals.spend.tokens, &totals.spend.unpriced, &totals.exchanges,
        &totals.comparedCost, &totals.baseline,     &totals.classifier};
    const QList<QByteArray> words = text.toByteArray().split(' ');
    if (size_t(words.size()) < sums.size())
        return std::nullopt;
    for (size_t at = 0; at < sums.size(); ++at) {
        bool isNumber = false;
        *sums[at] = words[qsizetype(at)].toLongLong(&isNumber);
        if (!isNumber || *sums[at] < 0)
            return std::nullopt;
    }
    return totals;
}

} // namespace proxy
