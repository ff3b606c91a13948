// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/modeltablecontent.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>

namespace proxy {

using namespace Qt::StringLiterals;

namespace {

constexpr double kMaxTokens = 1e12;
constexpr double kMaxDollarsPerMillion = 1e6;
constexpr double kMaxLifetime = 30 * 24 * 3600;
constexpr double kPicoPerTokenOfMillion = 1e6; ///< 1 $ a million tokens is 10^6 p$ a token

Error invalid(const QString &detail)
{
    return {.code = ErrorCode::InvalidConfig, .detail = u"table of models: "_s + detail};
}

} // namespace

/// Fills a table from JSON; the first fault is remembered and ends the reading.
class ModelTableReader final
{
public:
    explicit ModelTableReader(ModelTable::Content content)
        : m_content(std::move(content))
    { }

    [[nodiscard]] Result<ModelTable> read(const QByteArray &json, bool isAmendment);

private:
    void readHead(const QJsonObject &root);
    void readAliases(const QJsonObject &aliases);
    void readModel(const QByteArray &id, const QJsonObject &object);
    void readThinking(ModelFacts &facts, const QJsonObject &thinking);
    void readPrice(ModelPrice &price, const QJsonValue &value, const QString &where);
    void take(std::optional<qint64> &field, const QJsonValue &value, const QString &where);
    void take(std::optional<bool> &field, const QJsonValue &value, const QString &where);
    void take(std::optional<QList<QByteArray>> &field, const QJsonValue &value,
              const QString &where);
    void takePrice(std::optional<PicoDollars> &field, const QJsonValue &value,
                   const QString &where);
    void complain(const QString &where, const QString &what);

    ModelTable::Content m_content;
    QString m_fault;
};

Result<ModelTable> ModelTableReader::read(const QByteArray &json, bool isAmendment)
{
    QJsonParseError parseError;
    const QJsonDocument document = QJsonDocument::fromJson(json, &parseError);
    if (!document.isObject())
        return tl::make_unexpected(invalid(u"not a JSON object: "_s + parseError.errorString()));
    const QJsonObject root = document.object();
    if (!isAmendment)
        readHead(root);
    const QJsonObject models = root["models"_L1].toObject();
    for (auto it = models.begin(); it != models.end() && m_fault.isEmpty(); ++it)
        readModel(it.key().toUtf8(), it.value().toObject());
    m_content.indexDates();
    readAliases(root["aliases"_L1].toObject());
    if (!m_fault.isEmpty())
        return tl::make_unexpected(invalid(m_fault));
    return ModelTable(std::make_shared<const ModelTable::Content>(std::move(m_content)));
}

void ModelTableReader::readHead(const QJsonObject &root)
{
    if (root["version"_L1].toInt() != 1)
        complain(u"version"_s, u"must be 1"_s);
    m_content.asOf = root["asOf"_L1].toString().toLatin1();
    if (m_content.asOf.isEmpty())
        complain(u"asOf"_s, u"must be a date"_s);
    // Dollars a call read as dollars a million calls, to share the limits.
    std::optional<PicoDollars> fee;
    takePrice(fee, root["classifier"_L1]["usdPerCall"_L1], u"classifier"_s);
    if (fee)
        m_content.classifierFee = *fee * 1'000'000;
    std::optional<QList<QByteArray>> betas;
    take(betas, root["modelBoundBetas"_L1], u"modelBoundBetas"_s);
    m_content.modelBoundBetas = betas.value_or(QList<QByteArray>());
    const QJsonObject lifetimes = root["cacheLifetimeSeconds"_L1].toObject();
    for (auto it = lifetimes.begin(); it != lifetimes.end(); ++it) {
        const double seconds = it.value().toDouble(-1);
        if (seconds < 1 || seconds > kMaxLifetime)
            complain(u"cacheLifetimeSeconds/"_s + it.key(), u"must be from 1 s to 30 days"_s);
        else
            m_content.cacheLifetimes.insert(it.key().toLatin1(),
                                            std::chrono::seconds(static_cast<qint64>(seconds)));
    }
}

void ModelTableReader::readAliases(const QJsonObject &aliases)
{
    for (auto it = aliases.begin(); it != aliases.end(); ++it) {
        const QByteArray target = it.value().toString().toUtf8();
        // One step only: an alias of an alias could go round in a circle.
        if (!m_content.models.contains(target))
            complain(u"aliases/"_s + it.key(), u"must name a row"_s);
        m_content.aliases.insert(it.key().toUtf8(), target);
    }
}

void ModelTableReader::readModel(const QByteArray &id, const QJsonObject &object)
{
    const QString where = u"models/"_s + QString::fromUtf8(id);
    ModelFacts facts = m_content.models.value(id);
    facts.id = id;
    if (const QString family = object["family"_L1].toString(); !family.isEmpty())
        facts.family = family.toUtf8();
    if (id.isEmpty() || facts.family.isEmpty())
        complain(where, u"needs an id and a family"_s);
    facts.text = object["text"_L1].toBool(facts.text);
    take(facts.contextWindow, object["contextWindow"_L1], where + "/contextWindow"_L1);
    take(facts.outputLimit, object["outputLimit"_L1], where + "/outputLimit"_L1);
    take(facts.effortLevels, object["effortLevels"_L1], where + "/effortLevels"_L1);
    take(facts.images, object["images"_L1], where + "/images"_L1);
    take(facts.documents, object["documents"_L1], where + "/documents"_L1);
    std::optional<QList<QByteArray>> betas = facts.betas;
    take(betas, object["betas"_L1], where + "/betas"_L1);
    facts.betas = betas.value_or(QList<QByteArray>());
    readThinking(facts, object["thinking"_L1].toObject());
    readPrice(facts.price, object["price"_L1], where + "/price"_L1);
    const auto other = m_content.cacheLifetimes.value("other", facts.cacheLifetime);
    facts.cacheLifetime = m_content.cacheLifetimes.value(facts.family, other);
    m_content.models.insert(id, facts);
}

void ModelTableReader::readThinking(ModelFacts &facts, const QJsonObject &thinking)
{
    const QString where = u"models/"_s + QString::fromUtf8(facts.id) + u"/thinking/"_s;
    take(facts.thinkingModes, thinking["modes"_L1], where + "modes"_L1);
    take(facts.minBudget, thinking["minBudget"_L1], where + "minBudget"_L1);
    take(facts.maxBudget, thinking["maxBudget"_L1], where + "maxBudget"_L1);
    take(facts.zeroBudget, thinking["zeroAllowed"_L1], where + "zeroAllowed"_L1);
    take(facts.dynamicBudget, thinking["dynamicAllowed"_L1], where + "dynamicAllowed"_L1);
}

void ModelTableReader::readPrice(ModelPrice &price, const QJsonValue &value, const QString &where)
{
    if (value.isUndefined())
        return;
    if (value.isNull()) {
        price = {};
        return;
    }
    const QJsonObject object = value.toObject();
    takePrice(price.input, object["input"_L1], where + "/input"_L1);
    takePrice(price.output, object["output"_L1], where + "/output"_L1);
    takePrice(price.cacheRead, object["cacheRead"_L1], where + "/cacheRead"_L1);
    takePrice(price.cacheWrite5m, object["cacheWrite5m"_L1], where + "/cacheWrite5m"_L1);
    takePrice(price.cacheWrite1h, object["cacheWrite1h"_L1], where + "/cacheWrite1h"_L1);
    const QJsonObject longContext = object["longContext"_L1].toObject();
    std::optional<qint64> above;
    take(above, longContext["above"_L1], where + "/longContext/above"_L1);
    price.longAbove = above.value_or(price.longAbove);
    takePrice(price.longInput, longContext["input"_L1], where + "/longContext/input"_L1);
    takePrice(price.longOutput, longContext["output"_L1], where + "/longContext/output"_L1);
}

void ModelTableReader::take(std::optional<qint64> &field, const QJsonValue &value,
                            const QString &where)
{
    if (value.isUndefined())
        return;
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
    if (!value.isBool())
        return complain(where, u"must be true or false"_s);
    field = value.toBool();
}

void ModelTableReader::take(std::optional<QList<QByteArray>> &field, const QJsonValue &value,
                            const QString &where)
{
    if (value.isUndefined())
        return;
    if (!value.isArray())
        return complain(where, u"must be a list"_s);
    QList<QByteArray> texts;
    for (const QJsonValue entry : value.toArray())
        texts.append(entry.toString().toUtf8());
    field = texts;
}

void ModelTableReader::takePrice(std::optional<PicoDollars> &field, const QJsonValue &value,
                                 const QString &where)
{
    if (value.isUndefined())
        return;
    const double dollars = value.toDouble(-1);
    if (dollars < 0 || dollars > kMaxDollarsPerMillion)
        return complain(where, u"must be dollars a million tokens"_s);
    field = std::llround(dollars * kPicoPerTokenOfMillion);
}

void ModelTableReader::complain(const QString &where, const QString &what)
{
    if (m_fault.isEmpty())
        m_fault = where + u' ' + what;
}

Result<ModelTable> ModelTable::fromJson(const QByteArray &json)
{
    return ModelTableReader({}).read(json, false);
}

Result<ModelTable> ModelTable::amended(const QByteArray &json) const
{
    return ModelTableReader(*m_content).read(json, true);
}

} // namespace proxy
