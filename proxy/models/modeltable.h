// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"
#include "proxy/core/money.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QDate>
#include <QHash>
#include <QList>

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

namespace proxy {

/// What a request names that changes its price beside the model. Plain value.
struct PriceTerms
{
    QByteArray speed; ///< `speed`: "fast"; empty or "standard": the list price
    QByteArray region; ///< `inference_geo`: "us", …; empty or "global": the list price
};

/// List prices of one token. Unknown is nullopt, never 0.
struct ModelPrice
{
    std::optional<PicoDollars> input;
    std::optional<PicoDollars> output;
    std::optional<PicoDollars> cacheRead;
    std::optional<PicoDollars> cacheWrite5m; ///< Anthropic's default life
    std::optional<PicoDollars> cacheWrite1h;
    std::optional<PicoDollars> cacheWrite30m; ///< OpenAI's default life from gpt-5.6 on
    std::optional<PicoDollars> cacheWrite12h;

    /// A prompt of more than so many tokens, cached ones included, costs these prices as a whole.
    qint64 above = 0;
    /// Prices of longer prompts, by ascending `above`; steps have no steps and no factors. A
    /// price that a step leaves out rises as its input price does.
    std::vector<ModelPrice> steps {};
    /// What PriceTerms multiply every price with: "fast" → 2, "us" → 1.1.
    QHash<QByteArray, double> factors {};

    /// The prices in force for a prompt of @p promptTokens, cached ones included.
    [[nodiscard]] ModelPrice forPrompt(qint64 promptTokens, const PriceTerms &terms = {}) const;
};

/// How strong models are, by their maker's own classes. The order counts.
enum class ModelTier {
    Unknown,
    Small, ///< haiku, luna, mini, nano, flash
    Medium, ///< sonnet, terra, hydrogen
    Large, ///< opus, sol, gpt-5, pro, argon
    Frontier, ///< fable, mythos, astra
};

/// "small", "medium", "large", "frontier"; "" for Unknown.
[[nodiscard]] const char *name(ModelTier tier);

/// What one model can do and costs. What the table does not know is nullopt, so that nobody
/// takes "not told" for "no".
struct ModelFacts
{
    QByteArray id; ///< of the row, after aliases and dates
    QByteArray family; ///< "anthropic", "openai", "gemini", "xai", …, "other"
    ModelTier tier = ModelTier::Unknown;
    QByteArray classWord; ///< what its name says of its class: "haiku", "mini"; empty: nothing
    int version = 0; ///< 100 x major + minor: 505 for claude-haiku-5-5; 0: its name has none
    bool text = true; ///< false: makes images or sound
    bool fromUser = false; ///< a row of the user's own table
    QByteArray likeModel; ///< the row these facts were taken from, for a model newer than the table
    std::optional<qint64> contextWindow; ///< tokens; the smallest figure any source gives
    std::optional<qint64> outputLimit;
    double tokenFactor = 1; ///< tokens of one text, compared with the family's older tokenizer
    /// Values of `thinking.type` that its API takes ("enabled", "adaptive", "disabled",
    /// "between_tools").
    std::optional<QList<QByteArray>> thinkingModes;
    std::optional<QList<QByteArray>> thinkingDisplays; ///< values of `thinking.display`
    /// The highest effort it takes with thinking disabled or between tools; empty: any.
    QByteArray offUpToEffort;
    std::optional<qint64> minBudget; ///< thinking tokens, as the backend's suffix takes them
    std::optional<qint64> maxBudget;
    std::optional<bool> zeroBudget; ///< the suffix `(none)` or `(0)` is accepted
    std::optional<bool> dynamicBudget; ///< the suffix `(auto)` is accepted
    std::optional<QList<QByteArray>> effortLevels; ///< empty: takes none
    std::optional<bool> levelSuffix; ///< the backend is known to put a level suffix into effect
    std::optional<bool> images;
    std::optional<bool> documents;
    std::optional<bool> audio;
    std::optional<bool> systemTurns; ///< messages of role system among the others
    std::optional<bool> messageEffort; ///< an effort of its own in a system message
    std::optional<bool> prefill; ///< an assistant message at the end
    std::optional<bool> forcedTool; ///< a `tool_choice` that leaves no choice
    std::optional<bool> sampling; ///< temperature, top_p, top_k other than the default
    std::optional<bool> samplingTogether; ///< temperature and top_p in one request
    std::optional<bool> stops; ///< OpenAI's `stop`
    std::optional<bool> outputFormat; ///< an answer by JSON schema
    std::optional<bool> fallbacks; ///< a list of models that the provider may answer with
    std::optional<QList<QByteArray>> toolTypes; ///< versioned tools of ModelTable::versionedTools
    QList<QByteArray> betas; ///< those of ModelTable::modelBoundBetas it supports
    bool accountBoundThinking = false; ///< its thinking blocks are valid at one account only
    /// Classes or ids whose thinking blocks it reads besides its own; nullopt: not known.
    std::optional<QList<QByteArray>> readsThinkingOf;
    std::chrono::seconds cacheLifetime {300}; ///< of its prompt cache, where not told otherwise
    qint64 cacheMinTokens = 0; ///< shorter prompts are not cached
    QDate ends; ///< the first day it no longer answers; invalid: no day is known
    QByteArray successor; ///< what its maker names in its place; empty: none
    ModelPrice price;

    /// It no longer answers on @p day.
    [[nodiscard]] bool hasEnded(QDate day) const { return ends.isValid() && day >= ends; }
};

/// What is wrong with a table of models.
struct ModelTableFault
{
    QString place; ///< "models.some-id.price.input"; empty: the whole
    QString problem; ///< to follow the place: "must be …"
};

/// The table of models: facts and list prices of a stated day. Immutable value, cheap to copy,
/// safe to read from any thread.
class ModelTable final
{
public:
    /// The table that is compiled in, JSON/models.json.
    ModelTable();
    using Read = tl::expected<ModelTable, ModelTableFault>;
    [[nodiscard]] static Read fromJson(const QByteArray &json);
    /// This table with the user's rows over it, field by field: a field that a row leaves out
    /// stays, null makes it unknown, `price` and `thinking` count as one field. All or nothing: a
    /// field that is not known is a fault as well. An `asOf` of the user's own replaces the
    /// table's.
    [[nodiscard]] Read amended(const QByteArray &json) const;

    /// Facts of a model id as agents and backends write it: dated or not, aliased, under a
    /// prefix, with a suffix: `work/claude-haiku-4-5(8192)`. nullptr: not in the table. Valid as
    /// long as a copy of the table is.
    [[nodiscard]] const ModelFacts *find(QByteArrayView modelId) const;
    /// The same, and for a model of a known family that is newer than all of its class here: the
    /// facts of the newest one, `likeModel` set. For judging a switch, not for the costs.
    [[nodiscard]] std::shared_ptr<const ModelFacts> findOrAssume(QByteArrayView modelId) const;
    /// Every way to write this base id that the table knows, the id as given first: dated and
    /// undated, aliases. Each under @p prefix, where there is one.
    [[nodiscard]] QList<QByteArray> spellingsOf(const QByteArray &base,
                                                const QByteArray &prefix = {}) const;

    /// Beginnings of beta names that only some models support; others suit every model.
    [[nodiscard]] const QList<QByteArray> &modelBoundBetas() const;
    /// Beginnings of tool types whose versions only some models take: "computer_".
    [[nodiscard]] const QList<QByteArray> &versionedTools() const;
    /// "2026-11-29": stands in each record beside what was computed with it.
    [[nodiscard]] const QByteArray &asOf() const;
    /// What the router charges for one call.
    [[nodiscard]] std::optional<PicoDollars> classifierFee() const;
    /// Every row's id, sorted.
    [[nodiscard]] QList<QByteArray> ids() const;

private:
    struct Content;
    friend class ModelTableReader;
    explicit ModelTable(std::shared_ptr<const Content> content);
    [[nodiscard]] static ModelTable loadBuiltIn();

    std::shared_ptr<const Content> m_content;
};

/// The model an id names, without prefix, suffix and date: equal for all spellings of one model
/// but aliases.
[[nodiscard]] QByteArray undatedModel(QByteArrayView modelId);

} // namespace proxy
