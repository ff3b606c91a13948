// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/error.h"
#include "proxy/money.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QHash>
#include <QList>

#include <chrono>
#include <memory>
#include <optional>

namespace proxy {

/// List prices of one token. Unknown is nullopt, never 0.
struct ModelPrice
{
    std::optional<PicoDollars> input;
    std::optional<PicoDollars> output;
    std::optional<PicoDollars> cacheRead;
    std::optional<PicoDollars> cacheWrite5m;
    std::optional<PicoDollars> cacheWrite1h;
    /// A request with more input than this (cached tokens included) costs the long prices as a
    /// whole; its cache prices scale as its input price does. 0: no such tier.
    qint64 longAbove = 0;
    std::optional<PicoDollars> longInput;
    std::optional<PicoDollars> longOutput;

    /// The prices in force for a request of @p inputTokens, cached ones included.
    [[nodiscard]] ModelPrice forInput(qint64 inputTokens) const;
};

/// What one model can do and costs. What the table does not know is nullopt, so that nobody
/// takes "not told" for "no".
struct ModelFacts
{
    QByteArray id; ///< of the row, after aliases and dates
    QByteArray family; ///< "anthropic", "openai", "gemini", "xai", …, "other"
    bool text = true; ///< false: makes images or sound
    std::optional<qint64> contextWindow; ///< tokens; the smallest figure any source gives
    std::optional<qint64> outputLimit;
    /// Values of `thinking.type` its API takes ("enabled", "adaptive", "disabled").
    std::optional<QList<QByteArray>> thinkingModes;
    std::optional<qint64> minBudget; ///< thinking tokens, as the backend's suffix takes them
    std::optional<qint64> maxBudget;
    std::optional<bool> zeroBudget; ///< the suffix `(none)` or `(0)` is accepted
    std::optional<bool> dynamicBudget; ///< the suffix `(auto)` is accepted
    std::optional<QList<QByteArray>> effortLevels; ///< empty: takes none
    std::optional<bool> images;
    std::optional<bool> documents;
    QList<QByteArray> betas; ///< those of ModelTable::modelBoundBetas it supports
    std::chrono::seconds cacheLifetime {300}; ///< of its prompt cache, where not told otherwise
    ModelPrice price;
};

/// The table of models, JSON/models.json: facts and list prices of a stated date. Immutable
/// value, cheap to copy, safe to read from any thread.
class ModelTable final
{
public:
    /// The table that is compiled in.
    [[nodiscard]] static ModelTable loadBuiltIn();
    [[nodiscard]] static Result<ModelTable> fromJson(const QByteArray &json);
    /// This table with the user's rows: {"models": {"id": {…}}, "aliases": {…}}. A row that
    /// exists is amended field by field; `"price": null` makes a price unknown.
    [[nodiscard]] Result<ModelTable> amended(const QByteArray &json) const;

    /// Facts of a model id as agents and backends write it: dated or not, aliased, under a
    /// prefix, with a suffix: `work/claude-haiku-4-5(8192)`. nullopt: not in the table.
    [[nodiscard]] std::optional<ModelFacts> find(QByteArrayView modelId) const;
    /// Beginnings of beta names that only some models support; others suit every model.
    [[nodiscard]] const QList<QByteArray> &modelBoundBetas() const;
    /// "2026-07": stands in each record beside what was computed with it.
    [[nodiscard]] const QByteArray &asOf() const;
    /// What the router charges for one call.
    [[nodiscard]] std::optional<PicoDollars> classifierFee() const;
    /// Every row's id, sorted.
    [[nodiscard]] QList<QByteArray> ids() const;

private:
    struct Content;
    friend class ModelTableReader;
    explicit ModelTable(std::shared_ptr<const Content> content);

    std::shared_ptr<const Content> m_content;
};

/// The model an id names, without prefix, suffix and date: equal for all spellings of one model
/// but aliases.
[[nodiscard]] QByteArray undatedModel(QByteArrayView modelId);

} // namespace proxy
