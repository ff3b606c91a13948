// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/modeltable.h"

#include "proxy/message/modelname.h"
#include "proxy/modeltablecontent.h"

#include <QFile>

#include <algorithm>

namespace proxy {

namespace {

bool isDigits(QByteArrayView text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// `gpt-5-2025-08-07` and `claude-haiku-4-5-20251001` without their date; others unchanged.
QByteArrayView undated(QByteArrayView base)
{
    constexpr qsizetype kCompact = 9; // -YYYYMMDD
    constexpr qsizetype kDashed = 11; // -YYYY-MM-DD
    if (base.size() > kCompact && base[base.size() - kCompact] == '-'
        && isDigits(base.last(kCompact - 1)))
        return base.chopped(kCompact);
    if (base.size() <= kDashed)
        return base;
    const QByteArrayView date = base.last(kDashed);
    const bool isDate = date[0] == '-' && date[5] == '-' && date[8] == '-'
                        && isDigits(date.sliced(1, 4)) && isDigits(date.sliced(6, 2))
                        && isDigits(date.sliced(9, 2));
    return isDate ? base.chopped(kDashed) : base;
}

std::optional<PicoDollars> scaled(std::optional<PicoDollars> price, PicoDollars from,
                                  PicoDollars to)
{
    return price ? std::optional(*price * to / from) : std::nullopt;
}

} // namespace

ModelPrice ModelPrice::forInput(qint64 inputTokens) const
{
    if (longAbove <= 0 || inputTokens <= longAbove || !input || *input <= 0 || !longInput)
        return *this;
    return {.input = longInput,
            .output = longOutput,
            .cacheRead = scaled(cacheRead, *input, *longInput),
            .cacheWrite5m = scaled(cacheWrite5m, *input, *longInput),
            .cacheWrite1h = scaled(cacheWrite1h, *input, *longInput),
            .longAbove = 0,
            .longInput = std::nullopt,
            .longOutput = std::nullopt};
}

ModelTable::ModelTable(std::shared_ptr<const Content> content)
    : m_content(std::move(content))
{ }

std::optional<ModelFacts> ModelTable::Content::row(QByteArrayView base) const
{
    const QByteArray id = QByteArray::fromRawData(base.data(), base.size());
    if (const auto found = models.constFind(id); found != models.constEnd())
        return *found;
    if (const auto alias = aliases.constFind(id); alias != aliases.constEnd())
        return row(*alias);
    if (const auto dated = datedIds.constFind(id); dated != datedIds.constEnd())
        return row(*dated);
    const QByteArrayView stem = undated(base);
    return stem.size() == base.size() ? std::nullopt : row(stem);
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

std::optional<ModelFacts> ModelTable::find(QByteArrayView modelId) const
{
    QByteArray base = parseModelName(modelId).base;
    // A window mark some agents append: `claude-opus-4-6[1m]`.
    if (base.endsWith(']') && base.indexOf('[') > 0)
        base.truncate(base.indexOf('['));
    for (QByteArrayView rest = base;; rest = rest.sliced(rest.indexOf('/') + 1)) {
        if (auto facts = m_content->row(rest))
            return facts;
        if (rest.indexOf('/') < 0)
            return std::nullopt;
    }
}

QByteArray undatedModel(QByteArrayView modelId)
{
    return undated(parseModelName(modelId).base).toByteArray();
}

const QList<QByteArray> &ModelTable::modelBoundBetas() const
{
    return m_content->modelBoundBetas;
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

ModelTable ModelTable::loadBuiltIn()
{
    QFile file(QStringLiteral(":/llm-proxy/models.json"));
    const bool opened = file.open(QIODevice::ReadOnly);
    Q_ASSERT(opened);
    const auto table = fromJson(opened ? file.readAll() : QByteArray());
    Q_ASSERT(table);
    return table ? *table : ModelTable(std::make_shared<Content>());
}

} // namespace proxy
