// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QJsonObject>

namespace standins {

/// The object as Go's encoder writes a map: keys sorted, <, > and & escaped, no white space.
[[nodiscard]] QByteArray goJson(const QJsonObject &object);
/// {"error":"text"}
[[nodiscard]] QByteArray goError(const QByteArray &text);
/// A quoted JSON string.
[[nodiscard]] QByteArray quoted(const QByteArray &text);

} // namespace standins
