// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <optional>
#include <utility>
#include <vector>

namespace app::backend {

/// What is wrong with a JSON text (any value, RFC 8259); nullopt: nothing.
[[nodiscard]] std::optional<QString> jsonFault(const QByteArray &text);

/// The same JSON, one member a line. Only white space changes: key order, number spelling and
/// escapes stay. The text must be valid.
[[nodiscard]] QByteArray prettyJson(QByteArrayView text);

/// The top-level members of an object in order, repeated ones too, names unescaped; string values
/// are unescaped, others are nullopt. nullopt: the text is no object.
using JsonMembers = std::vector<std::pair<QByteArray, std::optional<QByteArray>>>;
[[nodiscard]] std::optional<JsonMembers> topLevelMembers(const QByteArray &text);

} // namespace app::backend
