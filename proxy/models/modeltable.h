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

/// The fields of a request that change its price for the same model. Plain value.
struct PriceTerms
{
    QByteArray speed; ///< `speed`: "fast"; empty or "standard": the list price
    QByteArray region; ///< `inference_geo`: "us", …; empty or "global": the list price
};

/// The list prices of one token of a model. An unknown price is nullopt, never 0.
struct ModelPrice
{
    std::optional<PicoDollars> input;
    std::optional<PicoDollars> output;
    std::optional<PicoDollars> cacheRead;
    std::optional<PicoDollars> cacheWrite5m; ///< Anthropic's default lifetime
    std::optional<PicoDollars> cacheWrite1h;
    std::optional<PicoDollars> cacheWrite30m; ///< OpenAI's default lifetime from gpt-5.6 on
    std::optional<PicoDollars> cacheWrite12h;

    /// These prices hold for a whole prompt of more than this many tokens, cached ones included.
    qint64 above = 0;
    /// The prices of longer prompts, by ascending `above`. A step has no steps and factors of its
    /// own. A price that a step leaves out rises in proportion to the step's input price.
    QList<ModelPrice> steps {};
    /// The factor of every price for each value of PriceTerms: "fast" → 2, "us" → 1.1.
    QHash<QByteArray, double> factors {};

    /// Returns the prices for a prompt of @p promptTokens, cached ones included.
    [[nodiscard]] ModelPrice forPrompt(qint64 promptTokens, const PriceTerms &terms = {}) const;
};

/// The strength class of a model, as its maker groups its models; from weak to strong.
enum class ModelTier {
    Unknown,
    Small, ///< haiku, luna, mini, nano, flash
    Medium, ///< sonnet, terra, hydrogen
    Large, ///< opus, sol, gpt-5, pro, argon
    Frontier, ///< fable, mythos, astra
};

/// "small", "medium", "large", "frontier"; "" for Unknown.
[[nodiscard]] const char *name(ModelTier tier);

/// What one model supports and costs. A fact that the table does not state is nullopt: unknown is
/// not "no".
struct ModelFacts
{
    QByteArray id; ///< of the table's row; a request may use an alias or a dated id
    QByteArray family; ///< "anthropic", "openai", "gemini", "xai", …, "other"
    ModelTier tier = ModelTier::Unknown;
    QByteArray classWord; ///< the word for the class in its name: "haiku", "mini"; empty: none
    int version = 0; ///< 100 x major + minor: 505 for claude-haiku-5-5; 0: the name has no version
    bool text = true; ///< false: it generates images or sound
    bool fromUser = false; ///< the row is in the user's own table
    QByteArray likeModel; ///< for a model newer than the table: the row that these facts come from
    std::optional<qint64> contextWindow; ///< tokens; the smallest number that any source states
    std::optional<qint64> outputLimit; ///< tokens of one answer
    double tokenFactor = 1; ///< tokens of a text, divided by those of the family's older tokenizer
    /// Values of `thinking.type` that its API takes ("enabled", "adaptive", "disabled",
    /// "between_tools").
    std::optional<QList<QByteArray>> thinkingModes;
    std::optional<QList<QByteArray>> thinkingDisplays; ///< values of `thinking.display`
    /// The highest effort that it takes with thinking disabled or between tools; empty: any.
    QByteArray offUpToEffort;
    std::optional<qint64> minBudget; ///< thinking tokens, as the backend's suffix takes them
    std::optional<qint64> maxBudget;
    std::optional<bool> zeroBudget; ///< the suffix `(none)` or `(0)` is accepted
    std::optional<bool> dynamicBudget; ///< the suffix `(auto)` is accepted
    std::optional<QList<QByteArray>> effortLevels; ///< empty: it takes no effort
    QByteArray effortDefault; ///< level of a request that names none; empty: not known
    std::optional<bool> levelSuffix; ///< the backend applies a level suffix to this model
    std::optional<bool> images;
    std::optional<bool> documents;
    std::optional<bool> audio;
    std::optional<bool> systemTurns; ///< messages of role system within `messages`
    std::optional<bool> messageEffort; ///< an effort inside a system message
    std::optional<bool> prefill; ///< an assistant message as the last one
    std::optional<bool> forcedTool; ///< a `tool_choice` that forces a tool call
    std::optional<bool> sampling; ///< values of temperature, top_p and top_k other than the default
    std::optional<bool> samplingTogether; ///< temperature and top_p in one request
    std::optional<bool> stops; ///< OpenAI's `stop`
    std::optional<bool> outputFormat; ///< an answer by JSON schema
    std::optional<bool> fallbacks; ///< a list of models that the provider may answer with
    std::optional<QList<QByteArray>> toolTypes; ///< versioned tools of ModelTable::versionedTools
    QList<QByteArray> betas; ///< the ones of ModelTable::modelBoundBetas that it supports
    bool accountBoundThinking = false; ///< its thinking blocks are valid for one account only
    /// Classes or ids of other models whose thinking blocks it accepts; nullopt: not known.
    std::optional<QList<QByteArray>> readsThinkingOf;
    /// The lifetime of its prompt cache, unless the request says otherwise.
    std::chrono::seconds cacheLifetime {300};
    qint64 cacheMinTokens = 0; ///< shorter prompts are not cached
    QDate ends; ///< the first day on which it no longer answers; invalid: not known
    QByteArray successor; ///< the replacement that its maker names; empty: none
    ModelPrice price;

    /// Whether it no longer answers on @p day.
    [[nodiscard]] bool hasEnded(QDate day) const { return ends.isValid() && day >= ends; }
};

/// The first fault of a table of models in JSON.
struct ModelTableFault
{
    QString place; ///< "models.some-id.price.input"; empty: the whole document
    QString problem; ///< continues the place: "must be …"
};

/// The table of models: facts and list prices as of one day. Immutable and implicitly shared, so a
/// copy is cheap. Any thread.
class ModelTable final
{
public:
    /// The built-in table: JSON/models.json, which is compiled in.
    ModelTable();
    using Read = tl::expected<ModelTable, ModelTableFault>;
    /// Reads a whole table. Returns the first fault when something is wrong.
    [[nodiscard]] static Read fromJson(const QByteArray &json);
    /// Returns this table with the user's rows laid over it, field by field. A field that a user's
    /// row leaves out stays; null makes it unknown; `price` and `thinking` are one field each. An
    /// `asOf` of the user replaces the table's. Returns the first fault, and no table, when
    /// anything is wrong; an unknown field is a fault too.
    [[nodiscard]] Read amended(const QByteArray &json) const;

    /// Returns the facts of a model. The id may be dated or not, an alias, and have a prefix and a
    /// suffix: `work/claude-haiku-4-5(8192)`. Returns nullptr when the table lacks the model. The
    /// pointer is valid as long as any copy of this table exists.
    [[nodiscard]] const ModelFacts *find(QByteArrayView modelId) const;
    /// find(), and for a model that is newer than every row of its class: the facts of the newest
    /// row of that class, with `likeModel` set. Serves to judge a switch; costs are never computed
    /// from assumed facts. Returns null when neither exists.
    [[nodiscard]] std::shared_ptr<const ModelFacts> findOrAssume(QByteArrayView modelId) const;
    /// Returns every id that the table knows for the model of this base id: the given one first,
    /// then dated and undated ids and aliases. Each gets @p prefix, unless that is empty.
    [[nodiscard]] QList<QByteArray> spellingsOf(const QByteArray &base,
                                                const QByteArray &prefix = {}) const;

    /// First characters of the beta names that only some models support. Every model takes the
    /// other betas.
    [[nodiscard]] const QList<QByteArray> &modelBoundBetas() const;
    /// First characters of the tool types whose versions only some models take: "computer_".
    [[nodiscard]] const QList<QByteArray> &versionedTools() const;
    /// The date of the table: "2026-11-29". Each row of the request log names it beside its costs.
    [[nodiscard]] const QByteArray &asOf() const;
    /// What Morph charges for one classification.
    [[nodiscard]] std::optional<PicoDollars> classifierFee() const;
    /// The ids of all rows, sorted.
    [[nodiscard]] QList<QByteArray> ids() const;

private:
    struct Content;
    friend class ModelTableReader;
    explicit ModelTable(std::shared_ptr<const Content> content);
    [[nodiscard]] static ModelTable loadBuiltIn();

    std::shared_ptr<const Content> m_content;
};

/// Returns the model id without prefix, suffix and date. All ids of one model give the same result,
/// except its aliases. The view points into @p modelId.
[[nodiscard]] QByteArrayView undatedModel(QByteArrayView modelId);

} // namespace proxy
