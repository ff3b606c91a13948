// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/models/modeltablereader.h"

#include "proxy/json/jsonobject.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace proxy {

using namespace Qt::StringLiterals;

namespace {

constexpr int kVersion = 2;
constexpr double kMaxTokens = 1e12;
constexpr double kMaxDollarsPerMillion = 1e6;
constexpr double kMaxLifetime = 30 * 24 * 3600;
constexpr double kMaxFactor = 100;
constexpr double kPicoPerTokenOfMillion = 1e6; ///< 1 $ a million tokens is 10^6 p$ a token
constexpr qsizetype kMaxModels = 20'000;

template <class Field> using Fields = std::pair<QLatin1StringView, Field ModelFacts::*>;

constexpr std::array kFlags {
    Fields<std::optional<bool>> {"levelSuffix"_L1, &ModelFacts::levelSuffix},
    Fields<std::optional<bool>> {"images"_L1, &ModelFacts::images},
    Fields<std::optional<bool>> {"documents"_L1, &ModelFacts::documents},
    Fields<std::optional<bool>> {"audio"_L1, &ModelFacts::audio},
    Fields<std::optional<bool>> {"systemTurns"_L1, &ModelFacts::systemTurns},
    Fields<std::optional<bool>> {"messageEffort"_L1, &ModelFacts::messageEffort},
    Fields<std::optional<bool>> {"prefill"_L1, &ModelFacts::prefill},
    Fields<std::optional<bool>> {"forcedTool"_L1, &ModelFacts::forcedTool},
    Fields<std::optional<bool>> {"sampling"_L1, &ModelFacts::sampling},
    Fields<std::optional<bool>> {"samplingTogether"_L1, &ModelFacts::samplingTogether},
    Fields<std::optional<bool>> {"stops"_L1, &ModelFacts::stops},
    Fields<std::optional<bool>> {"outputFormat"_L1, &ModelFacts::outputFormat},
    Fields<std::optional<bool>> {"fallbacks"_L1, &ModelFacts::fallbacks},
};

constexpr std::array kLimits {
    Fields<std::optional<qint64>> {"contextWindow"_L1, &ModelFacts::contextWindow},
    Fields<std::optional<qint64>> {"outputLimit"_L1, &ModelFacts::outputLimit},
};

constexpr std::array kLists {
    Fields<std::optional<QList<QByteArray>>> {"effortLevels"_L1, &ModelFacts::effortLevels},
    Fields<std::optional<QList<QByteArray>>> {"toolTypes"_L1, &ModelFacts::toolTypes},
    Fields<std::optional<QList<QByteArray>>> {"readsThinkingOf"_L1, &ModelFacts::readsThinkingOf},
};

using Price = std::optional<PicoDollars>;
constexpr std::array kPriceNames {
    std::pair {"input"_L1, &ModelPrice::input},
    std::pair {"output"_L1, &ModelPrice::output},
    std::pair {"cacheRead"_L1, &ModelPrice::cacheRead},
    std::pair {"cacheWrite5m"_L1, &ModelPrice::cacheWrite5m},
    std::pair {"cacheWrite1h"_L1, &ModelPrice::cacheWrite1h},
    std::pair {"cacheWrite30m"_L1, &ModelPrice::cacheWrite30m},
    std::pair {"cacheWrite12h"_L1, &ModelPrice::cacheWrite12h},
};

/// What stands at the head of a whole table, beside its day.
constexpr std::array kHead {"classifier"_L1, "modelBoundBetas"_L1, "versionedTools"_L1,
                            "families"_L1,   "classes"_L1,         "cacheLifetimeSeconds"_L1};

constexpr std::array kTierNames {
    std::pair {"small"_L1, ModelTier::Small},
    std::pair {"medium"_L1, ModelTier::Medium},
    std::pair {"large"_L1, ModelTier::Large},
    std::pair {"frontier"_L1, ModelTier::Frontier},
};

} // namespace

ModelTableReader::ModelTableReader(ModelTable::Content content, Source source)
    : m_content(std::move(content))
    , m_source(source)
{
    for (const ModelFacts &facts : std::as_const(m_content.models))
        m_families.insert(facts.family);
    m_families.insert("other");
}

ModelTable::Read ModelTableReader::read(const QByteArray &json)
{
    auto read = readJsonObject(json);
    if (!read)
        return tl::make_unexpected(
            ModelTableFault {{}, u"is not a JSON object: "_s + read.error().what.text()});
    // Each field is taken out of its object as it is read: what is left is not known here.
    QJsonObject root = *std::move(read);
    root.remove("$schema"_L1);
    if (root.take("version"_L1).toInt(m_source == Source::User ? kVersion : 0) != kVersion)
        complain(u"version"_s, u"must be %1"_s.arg(kVersion));
    readDay(root.take("asOf"_L1));
    if (m_source == Source::BuiltIn)
        readHead(root);
    // A whole table may be a user's, as `models import` writes it: of its head the day counts.
    for (const QLatin1StringView key : kHead)
        root.remove(key);
    const QJsonValue models = root.take("models"_L1);
    if (models.isUndefined() || isObject(models, u"models"_s)) {
        const QJsonObject rows = models.toObject();
        if (rows.size() > kMaxModels)
            complain(u"models"_s, u"holds more than %1 rows"_s.arg(kMaxModels));
        for (auto it = rows.begin(); it != rows.end() && !m_fault; ++it)
            readModel(it.key().toUtf8(), it.value());
    }
    readAliases(root.take("aliases"_L1));
    checkLeft(root, {});
    if (m_fault)
        return tl::make_unexpected(*m_fault);
    m_content.index();
    return ModelTable(std::make_shared<const ModelTable::Content>(std::move(m_content)));
}

void ModelTableReader::readDay(const QJsonValue &day)
{
    if (m_source == Source::User && day.isUndefined())
        return;
    m_content.asOf = day.toString().toLatin1();
    if (!QDate::fromString(day.toString(), Qt::ISODate).isValid())
        complain(u"asOf"_s, u"must be a day, as 2026-11-29"_s);
}

void ModelTableReader::readHead(const QJsonObject &root)
{
    // Dollars a call, not a million of them.
    Price fee;
    take(fee, root["classifier"_L1]["usdPerCall"_L1], 1, u"classifier.usdPerCall"_s);
    if (fee)
        m_content.classifierFee = *fee * 1'000'000;
    m_content.modelBoundBetas = names(root["modelBoundBetas"_L1], u"modelBoundBetas"_s);
    m_content.versionedTools = names(root["versionedTools"_L1], u"versionedTools"_s);
    readLifetimes(root["cacheLifetimeSeconds"_L1]);
    readFamilies(root["families"_L1]);
    readClasses(root["classes"_L1]);
}

void ModelTableReader::readLifetimes(const QJsonValue &value)
{
    const QJsonObject lifetimes = value.toObject();
    for (auto it = lifetimes.begin(); it != lifetimes.end(); ++it) {
        const double seconds = it.value().toDouble(-1);
        if (seconds < 1 || seconds > kMaxLifetime)
            complain(u"cacheLifetimeSeconds."_s + it.key(), u"must be from 1 s to 30 days"_s);
        else
            m_content.cacheLifetimes.insert(it.key().toLatin1(),
                                            std::chrono::seconds(static_cast<qint64>(seconds)));
    }
}

void ModelTableReader::readFamilies(const QJsonValue &value)
{
    const QJsonObject families = value.toObject();
    for (auto it = families.begin(); it != families.end(); ++it)
        m_content.families.insert(it.key().toUtf8(), names(it.value(), u"families."_s + it.key()));
}

void ModelTableReader::readClasses(const QJsonValue &value)
{
    for (const QJsonValue entry : value.toArray())
        m_content.classes.push_back({.family = entry["family"_L1].toString().toUtf8(),
                                     .word = entry["word"_L1].toString().toUtf8(),
                                     .tier = tier(entry["tier"_L1], u"classes"_s)});
}

void ModelTableReader::readAliases(const QJsonValue &value)
{
    if (value.isUndefined() || !isObject(value, u"aliases"_s))
        return;
    const QJsonObject aliases = value.toObject();
    for (auto it = aliases.begin(); it != aliases.end(); ++it) {
        const QByteArray target = it.value().toString().toUtf8();
        // One step only: an alias of an alias could go round in a circle.
        if (!m_content.models.contains(target))
            complain(u"aliases."_s + it.key(), u"must name a row"_s);
        m_content.aliases.insert(it.key().toUtf8(), target);
    }
}

void ModelTableReader::readModel(const QByteArray &id, const QJsonValue &value)
{
    const QString where = u"models."_s + QString::fromUtf8(id);
    if (!isObject(value, where))
        return;
    QJsonObject object = value.toObject();
    ModelFacts facts = m_content.models.value(id);
    facts.id = id;
    facts.fromUser = m_source == Source::User;
    readWords(facts, object, where + u'.');
    for (const auto &[key, field] : kLimits)
        take(facts.*field, object.take(key), where + u'.' + key);
    for (const auto &[key, field] : kFlags)
        take(facts.*field, object.take(key), where + u'.' + key);
    for (const auto &[key, field] : kLists)
        take(facts.*field, object.take(key), where + u'.' + key);
    readThinking(facts, object.take("thinking"_L1), where + ".thinking"_L1);
    readPrice(facts.price, object.take("price"_L1), where + ".price"_L1);
    readCache(facts, object, where + u'.');
    checkLeft(object, where);
    m_content.models.insert(id, facts);
}

void ModelTableReader::readWords(ModelFacts &facts, QJsonObject &object, const QString &where)
{
    if (const QString family = object.take("family"_L1).toString(); !family.isEmpty())
        facts.family = family.toUtf8();
    if (facts.id.isEmpty() || facts.family.isEmpty())
        complain(where + "family"_L1, u"must be there"_s);
    if (m_source == Source::User && !m_families.contains(facts.family))
        complain(where + "family"_L1, u"must be a family of the built-in table, or other"_s);
    if (const QJsonValue word = object.take("tier"_L1); !word.isUndefined())
        facts.tier = tier(word, where + "tier"_L1);
    if (const QJsonValue level = object.take("effortDefault"_L1); !level.isUndefined())
        facts.effortDefault = word(level, where + "effortDefault"_L1);
    takeFlag(facts.text, object.take("text"_L1), where + "text"_L1);
    takeFlag(facts.accountBoundThinking, object.take("accountBoundThinking"_L1),
             where + "accountBoundThinking"_L1);
    if (const QJsonValue factor = object.take("tokenFactor"_L1); !factor.isUndefined())
        facts.tokenFactor = number(factor, kMaxFactor, where + "tokenFactor"_L1);
    if (const QJsonValue ends = object.take("ends"_L1); !ends.isUndefined()) {
        facts.ends = QDate::fromString(ends.toString(), Qt::ISODate);
        if (!ends.isNull() && !facts.ends.isValid())
            complain(where + "ends"_L1, u"must be a day, as 2026-11-30"_s);
    }
    if (const QJsonValue next = object.take("successor"_L1); !next.isUndefined())
        facts.successor = word(next, where + "successor"_L1);
    if (const QJsonValue betas = object.take("betas"_L1); !betas.isUndefined())
        facts.betas = names(betas, where + "betas"_L1);
}

void ModelTableReader::readCache(ModelFacts &facts, QJsonObject &object, const QString &where)
{
    std::optional<qint64> least = facts.cacheMinTokens;
    take(least, object.take("cacheMinTokens"_L1), where + "cacheMinTokens"_L1);
    facts.cacheMinTokens = least.value_or(0);
    const auto other = m_content.cacheLifetimes.value("other", facts.cacheLifetime);
    const bool isNew = !m_content.models.contains(facts.id);
    if (isNew)
        facts.cacheLifetime = m_content.cacheLifetimes.value(facts.family, other);
    const QJsonValue life = object.take("cacheLifetimeSeconds"_L1);
    if (life.isUndefined())
        return;
    const double seconds = life.toDouble(-1);
    if (seconds < 1 || seconds > kMaxLifetime)
        return complain(where + "cacheLifetimeSeconds"_L1, u"must be from 1 s to 30 days"_s);
    facts.cacheLifetime = std::chrono::seconds(static_cast<qint64>(seconds));
}

void ModelTableReader::readThinking(ModelFacts &facts, const QJsonValue &value,
                                    const QString &where)
{
    if (value.isUndefined())
        return;
    // One field: what a row says of thinking is all that is known of it.
    facts.thinkingModes.reset();
    facts.thinkingDisplays.reset();
    facts.offUpToEffort.clear();
    facts.minBudget.reset();
    facts.maxBudget.reset();
    facts.zeroBudget.reset();
    facts.dynamicBudget.reset();
    if (value.isNull() || !isObject(value, where))
        return;
    QJsonObject thinking = value.toObject();
    take(facts.thinkingModes, thinking.take("modes"_L1), where + ".modes"_L1);
    take(facts.thinkingDisplays, thinking.take("displays"_L1), where + ".displays"_L1);
    facts.offUpToEffort = word(thinking.take("offUpToEffort"_L1), where + ".offUpToEffort"_L1);
    take(facts.minBudget, thinking.take("minBudget"_L1), where + ".minBudget"_L1);
    take(facts.maxBudget, thinking.take("maxBudget"_L1), where + ".maxBudget"_L1);
    take(facts.zeroBudget, thinking.take("zeroAllowed"_L1), where + ".zeroAllowed"_L1);
    take(facts.dynamicBudget, thinking.take("dynamicAllowed"_L1), where + ".dynamicAllowed"_L1);
    checkLeft(thinking, where);
}

void ModelTableReader::readPrice(ModelPrice &price, const QJsonValue &value, const QString &where)
{
    if (value.isUndefined())
        return;
    price = {};
    if (value.isNull() || !isObject(value, where))
        return;
    QJsonObject object = value.toObject();
    readPrices(price, object, where);
    readFactors(price, object.take("factors"_L1), where + ".factors"_L1);
    qint64 before = 0;
    for (const QJsonValue entry : object.take("steps"_L1).toArray()) {
        QJsonObject jump = entry.toObject();
        ModelPrice step;
        std::optional<qint64> above;
        take(above, jump.take("above"_L1), where + ".steps.above"_L1);
        step.above = above.value_or(0);
        if (step.above <= before)
            complain(where + ".steps"_L1, u"must be in the order of their `above`"_s);
        before = step.above;
        readPrices(step, jump, where + ".steps"_L1);
        checkLeft(jump, where + ".steps"_L1);
        price.steps.push_back(step);
    }
    checkLeft(object, where);
}

void ModelTableReader::readPrices(ModelPrice &price, QJsonObject &object, const QString &where)
{
    for (const auto &[key, field] : kPriceNames)
        take(price.*field, object.take(key), kMaxDollarsPerMillion, where + u'.' + key);
}

void ModelTableReader::readFactors(ModelPrice &price, const QJsonValue &value, const QString &where)
{
    const QJsonObject factors = value.toObject();
    for (auto it = factors.begin(); it != factors.end(); ++it) {
        price.factors.insert(it.key().toUtf8(),
                             number(it.value(), kMaxFactor, where + u'.' + it.key()));
    }
}

double ModelTableReader::number(const QJsonValue &value, double most, const QString &where)
{
    const double number = value.toDouble(-1);
    if (number <= 0 || number > most)
        complain(where, u"must be a number above 0, at most %1"_s.arg(most));
    return number;
}

/// null: none.
QByteArray ModelTableReader::word(const QJsonValue &value, const QString &where)
{
    if (!value.isString() && !value.isNull() && !value.isUndefined())
        complain(where, u"must be a text"_s);
    return value.toString().toUtf8();
}

void ModelTableReader::takeFlag(bool &flag, const QJsonValue &value, const QString &where)
{
    std::optional<bool> told = flag;
    take(told, value, where);
    flag = told.value_or(flag);
}

ModelTier ModelTableReader::tier(const QJsonValue &value, const QString &where)
{
    for (const auto &[text, tier] : kTierNames) {
        if (value.toString() == text)
            return tier;
    }
    if (!value.isNull())
        complain(where, u"must be small, medium, large or frontier"_s);
    return ModelTier::Unknown;
}

void ModelTableReader::take(std::optional<qint64> &field, const QJsonValue &value,
                            const QString &where)
{
    if (value.isUndefined())
        return;
    if (value.isNull())
        return field.reset();
    const double number = value.toDouble(-1);
    if (number < 0 || number > kMaxTokens || number != std::floor(number))
        return complain(where, u"must be a whole number of tokens"_s);
    field = static_cast<qint64>(number);
}

void ModelTableReader::take(std::optional<bool> &field, const QJsonValue &value,
                            const QString &where)
{
    if (value.isUndefined())
        return;
    if (value.isNull())
        return field.reset();
    if (!value.isBool())
        return complain(where, u"must be true or false"_s);
    field = value.toBool();
}

void ModelTableReader::take(std::optional<QList<QByteArray>> &field, const QJsonValue &value,
                            const QString &where)
{
    if (value.isUndefined())
        return;
    if (value.isNull())
        return field.reset();
    field = names(value, where);
}

void ModelTableReader::take(Price &field, const QJsonValue &value, double most,
                            const QString &where)
{
    if (value.isUndefined())
        return;
    if (value.isNull())
        return field.reset();
    const double dollars = value.toDouble(-1);
    if (dollars < 0 || dollars > most)
        return complain(where, u"must be dollars a million tokens"_s);
    field = std::llround(dollars * kPicoPerTokenOfMillion);
}

QList<QByteArray> ModelTableReader::names(const QJsonValue &value, const QString &where)
{
    QList<QByteArray> texts;
    if (!value.isUndefined() && !value.isArray())
        complain(where, u"must be a list"_s);
    for (const QJsonValue entry : value.toArray()) {
        if (!entry.isString() || entry.toString().isEmpty())
            complain(where, u"must be a list of texts"_s);
        texts.append(entry.toString().toUtf8());
    }
    return texts;
}

bool ModelTableReader::isObject(const QJsonValue &value, const QString &where)
{
    if (!value.isObject())
        complain(where, u"must be a JSON object"_s);
    return value.isObject();
}

/// A misspelt field would silently change nothing.
void ModelTableReader::checkLeft(const QJsonObject &object, const QString &where)
{
    if (object.isEmpty())
        return;
    const QString name = object.begin().key();
    complain(where.isEmpty() ? name : where + u'.' + name, u"is not known here"_s);
}

void ModelTableReader::complain(const QString &where, const QString &what)
{
    if (!m_fault)
        m_fault = ModelTableFault {where, what};
}

} // namespace proxy
