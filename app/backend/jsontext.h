// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <optional>
#include <utility>
#include <vector>

namespace app::backend {

/// Returns what is wrong with a JSON text (any value, RFC 8259); nullopt: nothing.
[[nodiscard]] std::optional<QString> jsonFault(const QByteArray &text);

/// Returns the same JSON with one member on each line. Only white space changes: the order of keys,
/// the spelling of numbers and escapes stay. The text must be valid.
[[nodiscard]] QByteArray prettyJson(QByteArrayView text);

/// Returns the top-level members of an object in order, with repeated ones. Names and string values
/// are unescaped; other values are nullopt. Returns nullopt when the text is no object.
using JsonMembers = std::vector<std::pair<QByteArray, std::optional<QByteArray>>>;
[[nodiscard]] std::optional<JsonMembers> topLevelMembers(const QByteArray &text);

} // namespace app::backend
