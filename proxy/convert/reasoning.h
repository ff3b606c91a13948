// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace proxy {

/// How much a model may think: Anthropic counts tokens, OpenAI names efforts. The two are bands of
/// one scale, so that an effort survives the way there and back.
/// minimal, low: 2048; medium: 8192; high: 24576; xhigh, max: 32768 and more.
[[nodiscard]] QByteArrayView effortOfBudget(qint64 tokens);

/// nullopt for "none" and unknown efforts: no thinking is asked for.
[[nodiscard]] std::optional<qint64> budgetOfEffort(QByteArrayView effort);

/// The budget that fits under @p maxTokens: as it is when it is less, else half of them; nullopt
/// when that is under 1024, Anthropic's least budget.
[[nodiscard]] std::optional<qint64> fitBudget(qint64 tokens, qint64 maxTokens);

} // namespace proxy
