// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace proxy {

// How much a model may think: Anthropic counts tokens, OpenAI names efforts. Each effort is a band
// of tokens, so that an effort that is converted and converted back stays the same.

/// Returns the effort of a budget: minimal, low: 2048; medium: 8192; high: 24576; xhigh, max: 32768
/// and more.
[[nodiscard]] QByteArrayView effortOfBudget(qint64 tokens);

/// Returns the budget of an effort; nullopt for "none" and unknown efforts, which ask for no
/// thinking.
[[nodiscard]] std::optional<qint64> budgetOfEffort(QByteArrayView effort);

/// Returns a budget below @p maxTokens: the given one if it is less, else half of @p maxTokens;
/// nullopt when that is below 1024, Anthropic's least budget.
[[nodiscard]] std::optional<qint64> fitBudget(qint64 tokens, qint64 maxTokens);

} // namespace proxy
