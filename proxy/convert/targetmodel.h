// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/json/jsontree.h"
#include "proxy/models/modeltable.h"

#include <QByteArray>
#include <QByteArrayView>

#include <memory>
#include <optional>

namespace proxy {

/// What the model of a converted request supports. The table of models decides if it knows the
/// model; otherwise it is what every server of the dialect supports. A dialect asks only about
/// models of its own maker. Pure.
class TargetModel final
{
public:
    enum class Dialect { Anthropic, OpenAi };

    TargetModel(const ModelTable &table, QByteArrayView id, Dialect dialect);

    /// OpenAI's reasoning models know max_completion_tokens only and refuse max_tokens. Every other
    /// server knows max_tokens, and many know nothing else.
    [[nodiscard]] bool needsMaxCompletionTokens() const { return m_isOpenAiReasoning; }
    /// Returns @p tokens, or the model's limit if that is less.
    [[nodiscard]] qint64 maxTokens(qint64 tokens) const;
    /// Whether it takes temperature, top_p and top_k other than 1.
    [[nodiscard]] bool takesSampling() const;
    [[nodiscard]] bool takesStops() const;
    [[nodiscard]] bool takesForcedTool() const;
    /// Whether it takes an assistant message as the last one.
    [[nodiscard]] bool takesPrefill() const;
    [[nodiscard]] bool takesOutputFormat() const;
    /// Returns the highest effort that it takes up to @p wished, or else its lowest one. nullopt:
    /// it takes no effort.
    [[nodiscard]] std::optional<QByteArray> effort(QByteArrayView wished) const;
    /// Returns the form of Anthropic's `thinking` that it takes.
    enum class Thinking { Budget, Adaptive, None };
    [[nodiscard]] Thinking thinking() const;

private:
    std::shared_ptr<const ModelFacts> m_facts; ///< null: not known
    std::optional<qint64> m_outputLimit;
    bool m_isOpenAiReasoning = false;
};

/// The count of tokens that @p wished, a number, means: whole, at least 1 and at most what fits.
[[nodiscard]] qint64 wishedTokens(JsonValue wished);

} // namespace proxy
