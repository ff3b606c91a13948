// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/models/modeltable.h"

#include <QByteArray>
#include <QByteArrayView>

#include <memory>
#include <optional>

namespace proxy {

/// What the model takes that a converted request names, by the table of models as far as it knows
/// the model; else what every server of the dialect takes. Each dialect asks only about models of
/// its own maker: behind another one the server knows better. Pure.
class TargetModel final
{
public:
    enum class Dialect { Anthropic, OpenAi };

    TargetModel(const ModelTable &table, QByteArrayView id, Dialect dialect);

    /// OpenAI's reasoning models know max_completion_tokens only and refuse max_tokens. Every other
    /// server knows max_tokens, and many know nothing else.
    [[nodiscard]] bool needsMaxCompletionTokens() const { return m_isOpenAiReasoning; }
    /// @p tokens, or the most that the model gives.
    [[nodiscard]] qint64 maxTokens(qint64 tokens) const;
    /// temperature, top_p and top_k other than 1.
    [[nodiscard]] bool takesSampling() const;
    [[nodiscard]] bool takesStops() const;
    [[nodiscard]] bool takesForcedTool() const;
    /// An assistant message at the end.
    [[nodiscard]] bool takesPrefill() const;
    [[nodiscard]] bool takesOutputFormat() const;
    /// The highest level it takes that is not above @p wished, else its lowest one. nullopt: it
    /// takes no effort.
    [[nodiscard]] std::optional<QByteArray> effort(QByteArrayView wished) const;
    /// How Anthropic's `thinking` asks it to think.
    enum class Thinking { Budget, Adaptive, None };
    [[nodiscard]] Thinking thinking() const;

private:
    std::shared_ptr<const ModelFacts> m_facts; ///< null: not known
    std::optional<qint64> m_outputLimit;
    bool m_isOpenAiReasoning = false;
};

} // namespace proxy
