// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArrayView>

#include <optional>

namespace proxy {

/// Whether @p token is a number and nothing else (RFC 8259, section 6).
[[nodiscard]] bool isJsonNumber(QByteArrayView token);

/// The number in @p token if it has no fraction (1e3 and 5.0 have none) and fits; written with a
/// point or an exponent it fits within 2^53. nullopt for everything that is no number.
[[nodiscard]] std::optional<qint64> integerOf(QByteArrayView token);

/// The number in @p token; nullopt where a double can't hold it and for all that is no number.
[[nodiscard]] std::optional<double> realOf(QByteArrayView token);

} // namespace proxy
