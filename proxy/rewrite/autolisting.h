// SPDX-License-Identifier: LicenseRef-Private
// Serves step 7 of 8 (RELAY): a list of models → the same list with `auto` in it.
#pragma once

#include <QByteArray>

#include <optional>

namespace proxy {

/// Adds the model that stands for the proxy's own choice to an answer to `GET /v1/models`, in front
/// of the others: `claude-auto` to a list in Anthropic's form, `auto` to one in OpenAI's. Every
/// other byte stays. Returns nullopt for a list that has it already, and for anything else than
/// such a list. Pure.
[[nodiscard]] std::optional<QByteArray> withAutoModel(const QByteArray &list);

} // namespace proxy
