// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace proxy {

/// A backend's model id in its parts: `[prefix/]base[(suffix)]`. The prefix pins a credential, the
/// suffix sets a thinking level or budget; only the base is the model. Plain value.
struct ModelName
{
    QByteArray prefix; ///< without the slash; empty: none
    QByteArray base;
    QByteArray suffix; ///< without the parentheses; empty with hasSuffix: "()"
    bool hasSuffix = false;

    [[nodiscard]] QByteArray toByteArray() const;
    [[nodiscard]] bool operator==(const ModelName &) const = default;
};

/// Never fails: what does not fit the grammar is all base. The prefix ends at the first slash; the
/// suffix is the last pair of parentheses and must end the id.
[[nodiscard]] ModelName parseModelName(QByteArrayView id);

/// The id as its maker writes it, in small letters, without what clouds put around it:
/// "us.anthropic.claude-haiku-4-5-20251001-v1:0" is "claude-haiku-4-5-20251001",
/// "models/gemini-2.5-flash-001" is "gemini-2.5-flash", "claude-opus-4-5@20251101" is
/// "claude-opus-4-5". For comparing who answered with who was asked.
[[nodiscard]] QByteArray makersModelId(QByteArrayView id);

} // namespace proxy
