// SPDX-License-Identifier: LicenseRef-Private
#include "app/commands/pricemaprows.h"

#include <QDate>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include <array>
#include <cmath>
#include <optional>

namespace app {

using namespace Qt::StringLiterals;

namespace {

constexpr double kMaxTokens = 1e12;
constexpr double kPicoPerDollar = 1e12;
constexpr double kPicoPerTokenOfMillion = 1e6; ///< 1 $ a million tokens is 10^6 p$ a token
constexpr double kMaxFactor = 100;
constexpr qint64 kTokensPerK = 1000;

/// How a maker stands in the map, and how we call it.
struct Maker
{
    const char *provider;
    const char *prefix;
    const char *family;
};

constexpr std::array kMakers {
    Maker {"anthropic", "", "anthropic"},        Maker {"openai", "", "openai"},
    Maker {"gemini", "gemini/", "gemini"},       Maker {"xai", "xai/", "xai"},
    Maker {"moonshot", "moonshot/", "moonshot"}, Maker {"deepseek", "deepseek/", "deepseek"},
    Maker {"dashscope", "dashscope/", "qwen"},   Maker {"zai", "zai/", "zhipu"},
};

const Maker *makerOf(const QString &provider)
{
    for (const Maker &maker : kMakers) {
        if (provider == QLatin1StringView(maker.provider))
            return &maker;
    }
    return nullptr;
}

/// One entry of the map; the first value that cannot be meant is remembered.
class Entry final
{
public:
    Entry(QString place, QJsonObject object, const Maker &maker)
        : m_place(std::move(place))
        , m_object(std::move(object))
        , m_maker(maker)
    { }

    [[nodiscard]] QJsonObject row();
    [[nodiscard]] const QString &fault() const { return m_fault; }

private:
    void complain(const QString &key, const QString &what);
    [[nodiscard]] std::optional<double> number(const QString &key, const QJsonValue &value);
    [[nodiscard]] std::optional<bool> flag(const char *key);
    [[nodiscard]] bool isSet(const char *key) { return flag(key).value_or(false); }
    [[nodiscard]] bool isFamily(const char *family) const;
    [[nodiscard]] std::optional<QJsonArray> names(const char *key);
    [[nodiscard]] std::optional<double> dollarsAMillion(const QString &key);
    void addTokens(QJsonObject &row, const char *field, const char *key);
    void addFlag(QJsonObject &row, const char *field, const char *key);
    void addThinking(QJsonObject &row);
    void addEffort(QJsonObject &row);
    [[nodiscard]] QJsonArray claudeEffort();
    [[nodiscard]] QJsonArray openAiEffort();
    [[nodiscard]] QJsonArray geminiEffort();
    void addFeatures(QJsonObject &row);
    void addEnd(QJsonObject &row);
    void addPrice(QJsonObject &row);
    [[nodiscard]] QJsonObject priceFactors();
    [[nodiscard]] QString priceField(const QString &kind, const QString &life) const;

    QString m_place;
    QJsonObject m_object;
    const Maker &m_maker;
    QString m_fault;
};

void Entry::complain(const QString &key, const QString &what)
{
    if (m_fault.isEmpty())
        m_fault = m_place + u'/' + key + u": must be "_s + what;
}

bool Entry::isFamily(const char *family) const
{
    return QLatin1StringView(m_maker.family) == QLatin1StringView(family);
}

std::optional<double> Entry::number(const QString &key, const QJsonValue &value)
{
    if (value.isUndefined() || value.isNull())
        return std::nullopt;
    bool isNumber = value.isDouble();
    double result = value.toDouble();
    if (value.isString())
        result = value.toString().trimmed().toDouble(&isNumber);
    if (isNumber && std::isfinite(result) && result >= 0)
        return result;
    complain(key, u"a number from 0 on"_s);
    return std::nullopt;
}

std::optional<bool> Entry::flag(const char *key)
{
    const QJsonValue value = m_object[QLatin1StringView(key)];
    if (value.isUndefined() || value.isNull())
        return std::nullopt;
    if (!value.isBool())
        complain(QLatin1StringView(key), u"true or false"_s);
    return value.toBool();
}

std::optional<QJsonArray> Entry::names(const char *key)
{
    const QJsonValue value = m_object[QLatin1StringView(key)];
    if (value.isUndefined() || value.isNull())
        return std::nullopt;
    if (!value.isArray())
        complain(QLatin1StringView(key), u"a list"_s);
    return value.toArray();
}

std::optional<double> Entry::dollarsAMillion(const QString &key)
{
    const auto dollars = number(key, m_object[key]);
    if (!dollars)
        return std::nullopt;
    if (*dollars >= 1)
        complain(key, u"the dollars of one token"_s);
    const double pico = std::round(*dollars * kPicoPerDollar);
    return pico > 0 ? std::optional(pico / kPicoPerTokenOfMillion) : std::nullopt;
}

void Entry::addTokens(QJsonObject &row, const char *field, const char *key)
{
    const auto tokens = number(QLatin1StringView(key), m_object[QLatin1StringView(key)]);
    if (!tokens)
        return;
    if (*tokens > kMaxTokens || *tokens != std::floor(*tokens))
        complain(QLatin1StringView(key), u"a whole number of tokens"_s);
    else if (*tokens > 0)
        row.insert(QLatin1StringView(field), static_cast<qint64>(*tokens));
}

void Entry::addFlag(QJsonObject &row, const char *field, const char *key)
{
    if (const auto value = flag(key))
        row.insert(QLatin1StringView(field), *value);
}

QJsonObject Entry::row()
{
    QJsonObject row {{u"family"_s, QLatin1StringView(m_maker.family)}};
    if (const auto outputs = names("supported_output_modalities");
        outputs && !outputs->contains(u"text"_s))
        row.insert(u"text"_s, false);
    addTokens(row, "contextWindow", "max_input_tokens");
    addTokens(row, "outputLimit", "max_output_tokens");
    addThinking(row);
    addEffort(row);
    addFeatures(row);
    addTokens(row, "cacheMinTokens", "prompt_cache_min_tokens");
    addEnd(row);
    addPrice(row);
    return row;
}

void Entry::addThinking(QJsonObject &row)
{
    if (!isFamily("anthropic") || !isSet("supports_reasoning"))
        return;
    QJsonArray modes;
    const bool isAdaptive = isSet("supports_adaptive_thinking");
    if (isSet("supports_legacy_thinking") || !isAdaptive)
        modes.append(u"enabled"_s);
    if (isAdaptive)
        modes.append(u"adaptive"_s);
    if (!isSet("thinking_always_on"))
        modes.append(u"disabled"_s);
    row.insert(u"thinking"_s, QJsonObject {{u"modes"_s, modes}});
}

QJsonArray Entry::claudeEffort()
{
    if (!isSet("supports_output_config"))
        return {};
    QJsonArray levels {u"low"_s, u"medium"_s, u"high"_s};
    if (isSet("supports_xhigh_reasoning_effort"))
        levels.append(u"xhigh"_s);
    if (isSet("supports_max_reasoning_effort"))
        levels.append(u"max"_s);
    return levels;
}

QJsonArray Entry::openAiEffort()
{
    if (!isSet("supports_reasoning"))
        return {};
    if (const auto listed = names("reasoning_effort_levels"))
        return *listed;
    const bool isTold = flag("supports_none_reasoning_effort")
                        || flag("supports_minimal_reasoning_effort")
                        || flag("supports_xhigh_reasoning_effort");
    if (!isTold)
        return {};
    QJsonArray levels;
    if (isSet("supports_none_reasoning_effort"))
        levels.append(u"none"_s);
    if (isSet("supports_minimal_reasoning_effort"))
        levels.append(u"minimal"_s);
    if (flag("supports_low_reasoning_effort").value_or(true))
        levels.append(u"low"_s);
    levels.append(u"medium"_s);
    levels.append(u"high"_s);
    if (isSet("supports_xhigh_reasoning_effort"))
        levels.append(u"xhigh"_s);
    if (isSet("supports_max_reasoning_effort"))
        levels.append(u"max"_s);
    return levels;
}

QJsonArray Entry::geminiEffort()
{
    // Without this flag nothing tells a model of levels from one of budgets.
    const auto minimal = flag("supports_minimal_reasoning_effort");
    if (!minimal || !isSet("supports_reasoning"))
        return {};
    QJsonArray levels;
    if (*minimal)
        levels.append(u"minimal"_s);
    levels.append(u"low"_s);
    levels.append(u"medium"_s);
    levels.append(u"high"_s);
    if (isSet("supports_xhigh_reasoning_effort"))
        levels.append(u"xhigh"_s);
    return levels;
}

void Entry::addEffort(QJsonObject &row)
{
    QJsonArray levels;
    if (isFamily("anthropic"))
        levels = claudeEffort();
    else if (isFamily("openai"))
        levels = openAiEffort();
    else if (isFamily("gemini"))
        levels = geminiEffort();
    if (!levels.isEmpty())
        row.insert(u"effortLevels"_s, levels);
}

void Entry::addFeatures(QJsonObject &row)
{
    addFlag(row, "images", "supports_vision");
    addFlag(row, "documents", "supports_pdf_input");
    addFlag(row, "audio", "supports_audio_input");
    addFlag(row, "sampling", "supports_sampling_params");
    if (isFamily("anthropic")) {
        addFlag(row, "systemTurns", "supports_mid_conversation_system");
        addFlag(row, "prefill", "supports_assistant_prefill");
        addFlag(row, "forcedTool", "supports_forced_tool_use");
        addFlag(row, "outputFormat", "supports_native_structured_output");
    } else {
        addFlag(row, "forcedTool", "supports_tool_choice");
        addFlag(row, "outputFormat", "supports_response_schema");
    }
}

void Entry::addEnd(QJsonObject &row)
{
    const QString day = m_object[u"deprecation_date"_s].toString();
    if (QDate::fromString(day, Qt::ISODate).isValid() && day.size() == 10)
        row.insert(u"ends"_s, day);
    else if (!m_object[u"deprecation_date"_s].isUndefined()
             && !m_object[u"deprecation_date"_s].isNull())
        complain(u"deprecation_date"_s, u"a day, as 2026-11-30"_s);
    QString successor = m_object[u"successor_model"_s].toString();
    if (successor.startsWith(QLatin1StringView(m_maker.prefix)))
        successor.remove(0, static_cast<qsizetype>(qstrlen(m_maker.prefix)));
    if (!successor.isEmpty())
        row.insert(u"successor"_s, successor);
}

QString Entry::priceField(const QString &kind, const QString &life) const
{
    if (kind == u"input_cost_per_token"_s)
        return u"input"_s;
    if (kind == u"output_cost_per_token"_s)
        return u"output"_s;
    if (kind == u"cache_read_input_token_cost"_s)
        return u"cacheRead"_s;
    if (life == u"1hr"_s)
        return u"cacheWrite1h"_s;
    if (life == u"12hr"_s)
        return u"cacheWrite12h"_s;
    return isFamily("openai") ? u"cacheWrite30m"_s : u"cacheWrite5m"_s;
}

void Entry::addPrice(QJsonObject &row)
{
    static const QRegularExpression kPriceKey(
        u"^(input_cost_per_token|output_cost_per_token|cache_read_input_token_cost|"
        "cache_creation_input_token_cost)(?:_above_(1hr|12hr))?(?:_above_([0-9]{1,6})k_tokens)?$"_s);
    QMap<qint64, QJsonObject> byStep;
    for (auto it = m_object.constBegin(); it != m_object.constEnd(); ++it) {
        const auto match = kPriceKey.match(it.key());
        const QString kind = match.captured(1);
        const QString life = match.captured(2);
        if (!match.hasMatch() || (!life.isEmpty() && !kind.startsWith(u"cache_creation"_s)))
            continue;
        const qint64 above = match.captured(3).toLongLong() * kTokensPerK;
        if (const auto price = dollarsAMillion(it.key()))
            byStep[above].insert(priceField(kind, life), *price);
    }
    QJsonObject price = byStep.take(0);
    QJsonArray steps;
    for (auto step = byStep.constBegin(); step != byStep.constEnd(); ++step) {
        QJsonObject object = step.value();
        object.insert(u"above"_s, step.key());
        steps.append(object);
    }
    if (!steps.isEmpty())
        price.insert(u"steps"_s, steps);
    if (const QJsonObject factors = priceFactors(); !factors.isEmpty() && !price.isEmpty())
        price.insert(u"factors"_s, factors);
    if (!price.isEmpty())
        row.insert(u"price"_s, price);
}

QJsonObject Entry::priceFactors()
{
    QJsonObject told = m_object[u"provider_specific_entry"_s].toObject();
    const QString regional = u"regional_processing_uplift_multiplier_"_s;
    for (auto it = m_object.constBegin(); it != m_object.constEnd(); ++it) {
        if (it.key().startsWith(regional))
            told.insert(it.key().mid(regional.size()), it.value());
    }
    QJsonObject factors;
    for (auto it = told.constBegin(); it != told.constEnd(); ++it) {
        const auto factor = number(it.key(), it.value());
        if (factor && (*factor <= 0 || *factor > kMaxFactor))
            complain(it.key(), u"a factor"_s);
        else if (factor)
            factors.insert(it.key(), *factor);
    }
    return factors;
}

bool isChat(const QJsonObject &entry)
{
    const QString mode = entry[u"mode"_s].toString();
    return mode == u"chat"_s || mode == u"responses"_s;
}

} // namespace

proxy::Result<ModelRows> rowsOfPriceMap(const NamedText &map)
{
    const auto failed = [](const QString &detail) {
        return tl::make_unexpected(proxy::Error {.code = proxy::ErrorCode::InvalidConfig,
                                                 .detail = proxy::Text::words(detail)});
    };
    QJsonParseError parseError;
    const QJsonDocument document = QJsonDocument::fromJson(map.text, &parseError);
    if (!document.isObject())
        return failed(map.name + u": not a JSON object of models"_s
                      + (parseError.error == QJsonParseError::NoError
                             ? QString()
                             : u": "_s + parseError.errorString()));
    const QJsonObject entries = document.object();
    ModelRows rows;
    ModelRows prefixed;
    for (auto it = entries.constBegin(); it != entries.constEnd(); ++it) {
        const QJsonObject object = it.value().toObject();
        const Maker *maker = makerOf(object[u"litellm_provider"_s].toString());
        if (!maker || !isChat(object))
            continue;
        const bool hasPrefix =
            *maker->prefix && it.key().startsWith(QLatin1StringView(maker->prefix));
        const QString id =
            hasPrefix ? it.key().mid(static_cast<qsizetype>(qstrlen(maker->prefix))) : it.key();
        // What still has a slash is a region or a reseller's, a colon marks a fine-tuned model.
        if (id.isEmpty() || id.contains(u'/') || id.contains(u':'))
            continue;
        Entry entry(map.name + u": "_s + it.key(), object, *maker);
        const QJsonObject row = entry.row();
        if (!entry.fault().isEmpty())
            return failed(entry.fault());
        (hasPrefix ? prefixed : rows).insert(id, row);
    }
    for (auto it = prefixed.constBegin(); it != prefixed.constEnd(); ++it)
        rows.insert(it.key(), it.value());
    if (rows.isEmpty())
        return failed(map.name + u": no chat model of a known family in it"_s);
    return rows;
}

} // namespace app
