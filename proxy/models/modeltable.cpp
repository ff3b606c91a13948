// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/models/modeltable.h"

#include "proxy/core/boundednumber.h"
#include "proxy/models/modelname.h"
#include "proxy/models/modeltablereader.h"

#include <QFile>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace proxy {

namespace {

constexpr std::array kTiers {
    std::pair {ModelTier::Unknown, ""},          std::pair {ModelTier::Small, "small"},
    std::pair {ModelTier::Medium, "medium"},     std::pair {ModelTier::Large, "large"},
    std::pair {ModelTier::Frontier, "frontier"},
};

constexpr std::array kPrices {
    &ModelPrice::input,         &ModelPrice::output,       &ModelPrice::cacheRead,
    &ModelPrice::cacheWrite5m,  &ModelPrice::cacheWrite1h, &ModelPrice::cacheWrite30m,
    &ModelPrice::cacheWrite12h,
};

bool hasDigitsOnly(QByteArrayView text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// `gpt-5-2025-08-07` and `claude-haiku-4-5-20251001` without their date; others unchanged.
QByteArrayView undated(QByteArrayView base)
{
    constexpr qsizetype kCompact = 9; // -YYYYMMDD
    constexpr qsizetype kDashed = 11; // -YYYY-MM-DD
    if (base.size() > kCompact && base[base.size() - kCompact] == '-'
        && hasDigitsOnly(base.last(kCompact - 1)))
        return base.chopped(kCompact);
    if (base.size() <= kDashed)
        return base;
    const QByteArrayView date = base.last(kDashed);
    const bool isDate = date[0] == '-' && date[5] == '-' && date[8] == '-'
                        && hasDigitsOnly(date.sliced(1, 4)) && hasDigitsOnly(date.sliced(6, 2))
                        && hasDigitsOnly(date.sliced(9, 2));
    return isDate ? base.chopped(kDashed) : base;
}

/// A window mark that some agents append: `claude-opus-4-6[1m]`.
QByteArrayView withoutWindowMark(QByteArrayView base)
{
    if (base.endsWith(']') && base.indexOf('[') > 0)
        base.truncate(base.indexOf('['));
    return base;
}

/// A price that a step does not tell rises as the input's does.
std::optional<PicoDollars> scaled(const std::optional<PicoDollars> &price,
                                  const std::optional<PicoDollars> &from,
                                  const std::optional<PicoDollars> &to)
{
    if (!price || !from || !to || *from <= 0)
        return std::nullopt;
    return boundedRounded(static_cast<double>(*price) * static_cast<double>(*to)
                          / static_cast<double>(*from));
}

double factorOf(const QHash<QByteArray, double> &factors, const QByteArray &term)
{
    return term.isEmpty() ? 1 : factors.value(term, 1);
}

} // namespace

const char *name(ModelTier tier)
{
    for (const auto &[known, text] : kTiers) {
        if (known == tier)
            return text;
    }
    return "";
}

ModelPrice ModelPrice::forPrompt(qint64 promptTokens, const PriceTerms &terms) const
{
    const ModelPrice *inForce = this;
    for (const ModelPrice &step : steps) {
        if (promptTokens > step.above)
            inForce = &step;
    }
    const double factor = factorOf(factors, terms.speed) * factorOf(factors, terms.region);
    ModelPrice price;
    for (const auto field : kPrices) {
        const std::optional<PicoDollars> listed =
            inForce->*field ? inForce->*field : scaled(this->*field, input, inForce->input);
        if (listed)
            price.*field =
                factor == 1 ? *listed : boundedRounded(static_cast<double>(*listed) * factor);
    }
    return price;
}

ModelTable::ModelTable()
{
    // Parsing takes about a millisecond; a configuration holds a table, and there are many.
    static const ModelTable builtIn = loadBuiltIn();
    m_content = builtIn.m_content;
}

ModelTable::ModelTable(std::shared_ptr<const Content> content)
    : m_content(std::move(content))
{ }

const ModelFacts *ModelTable::Content::row(QByteArrayView base) const
{
    const QByteArray id = QByteArray::fromRawData(base.data(), base.size());
    if (const auto found = models.constFind(id); found != models.constEnd())
        return &*found;
    if (const auto alias = aliases.constFind(id); alias != aliases.constEnd())
        return row(*alias);
    if (const auto dated = datedIds.constFind(id); dated != datedIds.constEnd())
        return row(*dated);
    const QByteArrayView stem = undated(base);
    return stem.size() == base.size() ? nullptr : row(stem);
}

const ModelFacts *ModelTable::find(QByteArrayView modelId) const
{
    const QByteArrayView base = withoutWindowMark(splitModelName(modelId).base);
    for (QByteArrayView rest = base;; rest = rest.sliced(rest.indexOf('/') + 1)) {
        if (const ModelFacts *facts = m_content->row(rest))
            return facts;
        if (rest.indexOf('/') < 0)
            return nullptr;
    }
}

std::shared_ptr<const ModelFacts> ModelTable::findOrAssume(QByteArrayView modelId) const
{
    if (const ModelFacts *known = find(modelId))
        return {m_content, known};
    const QByteArray base = withoutWindowMark(splitModelName(modelId).base).toByteArray();
    const int version = modelVersion(base);
    const ModelClass *known = m_content->classOf(m_content->familyOf(base), base);
    const ModelFacts *newest =
        known ? find(m_content->newestOfClass.value(known->family + ' ' + known->word)) : nullptr;
    // An older name that the table lacks may be anything; a newer one is the class's next.
    if (!newest || version <= newest->version)
        return nullptr;
    auto facts = std::make_shared<ModelFacts>(*newest);
    facts->id = base;
    facts->likeModel = newest->id;
    facts->version = version;
    facts->ends = {};
    facts->successor.clear();
    return facts;
}

QList<QByteArray> ModelTable::spellingsOf(const QByteArray &base, const QByteArray &prefix) const
{
    const auto written = [&prefix](const QByteArray &id) {
        return prefix.isEmpty() ? id : prefix + '/' + id;
    };
    QList<QByteArray> spellings {written(base)};
    for (const QByteArray &other :
         m_content->spellings.value(undated(m_content->aliases.value(base, base)).toByteArray())) {
        if (other != base)
            spellings.append(written(other));
    }
    return spellings;
}

QByteArrayView undatedModel(QByteArrayView modelId)
{
    return undated(splitModelName(modelId).base);
}

const QList<QByteArray> &ModelTable::modelBoundBetas() const
{
    return m_content->modelBoundBetas;
}

const QList<QByteArray> &ModelTable::versionedTools() const
{
    return m_content->versionedTools;
}

const QByteArray &ModelTable::asOf() const
{
    return m_content->asOf;
}

std::optional<PicoDollars> ModelTable::classifierFee() const
{
    return m_content->classifierFee;
}

QList<QByteArray> ModelTable::ids() const
{
    QList<QByteArray> ids = m_content->models.keys();
    std::sort(ids.begin(), ids.end());
    return ids;
}

ModelTable::Read ModelTable::fromJson(const QByteArray &json)
{
    return ModelTableReader({}, ModelTableReader::Source::BuiltIn).read(json);
}

ModelTable::Read ModelTable::amended(const QByteArray &json) const
{
    return ModelTableReader(*m_content, ModelTableReader::Source::User).read(json);
}

ModelTable ModelTable::loadBuiltIn()
{
    QFile file(QStringLiteral(":/llm-proxy/models.json"));
    const bool opened = file.open(QIODevice::ReadOnly);
    Q_ASSERT(opened);
    const auto table = fromJson(opened ? file.readAll() : QByteArray());
    Q_ASSERT(table);
    return table ? *table : ModelTable(std::make_shared<Content>());
}

void ModelTable::Content::index()
{
    indexDates();
    indexSpellings();
    indexClasses();
}

void ModelTable::Content::indexDates()
{
    datedIds.clear();
    for (auto it = models.constBegin(); it != models.constEnd(); ++it) {
        const QByteArray stem = undated(it.key()).toByteArray();
        // Of several dates the newest is what the undated name means.
        if (stem != it.key() && !models.contains(stem) && datedIds.value(stem) < it.key())
            datedIds.insert(stem, it.key());
    }
}

void ModelTable::Content::indexSpellings()
{
    spellings.clear();
    const auto add = [this](const QByteArray &spelling, const QByteArray &row) {
        const QByteArray stem = undated(row).toByteArray();
        for (const QByteArray &way : {spelling, stem}) {
            if (!spellings[stem].contains(way))
                spellings[stem].append(way);
        }
    };
    for (auto it = models.constBegin(); it != models.constEnd(); ++it)
        add(it.key(), it.key());
    for (auto it = aliases.constBegin(); it != aliases.constEnd(); ++it)
        add(it.key(), it.value());
    for (QList<QByteArray> &ways : spellings)
        std::sort(ways.begin(), ways.end());
}

void ModelTable::Content::indexClasses()
{
    newestOfClass.clear();
    for (auto it = models.begin(); it != models.end(); ++it) {
        ModelFacts &facts = *it;
        facts.version = modelVersion(it.key());
        const ModelClass *known = classOf(facts.family, it.key());
        if (!known)
            continue;
        facts.classWord = known->word;
        if (facts.tier == ModelTier::Unknown)
            facts.tier = known->tier;
        QByteArray &newest = newestOfClass[known->family + ' ' + known->word];
        const int newestVersion = newest.isEmpty() ? -1 : modelVersion(newest);
        const bool isNewer =
            facts.version > newestVersion || (facts.version == newestVersion && it.key() < newest);
        if (facts.text && isNewer)
            newest = it.key();
    }
}

const ModelClass *ModelTable::Content::classOf(QByteArrayView family, QByteArrayView base) const
{
    const auto parts = undated(base).toByteArray().split('-');
    const auto fits = [&](const ModelClass &candidate) {
        if (candidate.family != family)
            return false;
        if (!candidate.word.contains('-'))
            return candidate.word.isEmpty() || parts.contains(candidate.word);
        return ('-' + parts.join('-') + '-').contains('-' + candidate.word + '-');
    };
    const auto found = std::find_if(classes.begin(), classes.end(), fits);
    return found == classes.end() ? nullptr : &*found;
}

QByteArray ModelTable::Content::familyOf(QByteArrayView base) const
{
    for (auto it = families.constBegin(); it != families.constEnd(); ++it) {
        const auto begins = [base](const QByteArray &prefix) { return base.startsWith(prefix); };
        if (std::any_of(it->begin(), it->end(), begins))
            return it.key();
    }
    return {};
}

int modelVersion(QByteArrayView base)
{
    constexpr int kMajor = 100;
    // "4-5", "5.4" and "o3": the first number is the major one, the next part or half the minor.
    QList<int> numbers;
    for (const QByteArray &part : undated(base).toByteArray().split('-')) {
        for (const QByteArray &half : (part.startsWith('o') ? part.sliced(1) : part).split('.')) {
            bool isNumber = false;
            const int value = half.toInt(&isNumber);
            if (isNumber && value >= 0 && value < kMajor)
                numbers.append(value);
            else if (!numbers.isEmpty())
                return numbers.value(0) * kMajor + numbers.value(1);
        }
    }
    return numbers.value(0) * kMajor + numbers.value(1);
}

} // namespace proxy
