// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace proxy {

/// The parts of a backend's model id, `[prefix/]base[(suffix)]`. The prefix chooses a credential,
/// the suffix sets a thinking level or budget; the base alone names the model. Plain value.
struct ModelName
{
    QByteArray prefix; ///< without its slash; empty: none
    QByteArray base;
    QByteArray suffix; ///< without its parentheses; may be empty with hasSuffix: "()"
    bool hasSuffix = false;

    [[nodiscard]] QByteArray toByteArray() const;
    [[nodiscard]] bool operator==(const ModelName &) const = default;
};

/// The parts of ModelName as views into the id.
struct ModelNameView
{
    QByteArrayView prefix;
    QByteArrayView base;
    QByteArrayView suffix;
    bool hasSuffix = false;
};

/// Does what parseModelName() does, without a copy. The views point into @p id.
[[nodiscard]] ModelNameView splitModelName(QByteArrayView id);

/// The models that stand for the proxy's own choice, by which clients ask for it. The second is for
/// clients that offer only names with "claude" in them.
inline constexpr QByteArrayView kAutoModel = "auto";
inline constexpr QByteArrayView kClaudeAutoModel = "claude-auto";

/// Whether a name asks the proxy to choose: kAutoModel or kClaudeAutoModel, also with a prefix, a
/// suffix or the mark of a window ("claude-auto[1m]").
[[nodiscard]] bool isAutoModel(QByteArrayView id);

/// Splits a model id. The prefix ends at the first slash; the suffix is a last pair of parentheses
/// that ends the id. An id that does not fit this grammar becomes the base as a whole.
[[nodiscard]] ModelName parseModelName(QByteArrayView id);

/// Returns the id as the model's maker writes it, in lower case and without what clouds add:
/// "us.anthropic.claude-haiku-4-5-20251001-v1:0" is "claude-haiku-4-5-20251001",
/// "models/gemini-2.5-flash-001" is "gemini-2.5-flash", "claude-opus-4-5@20251101" is
/// "claude-opus-4-5". Serves to compare the model that answered with the model that was asked.
[[nodiscard]] QByteArray makersModelId(QByteArrayView id);

} // namespace proxy
