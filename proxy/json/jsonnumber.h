// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArrayView>

#include <optional>

namespace proxy {

/// Whether @p token is a number and nothing else (RFC 8259, section 6).
[[nodiscard]] bool isJsonNumber(QByteArrayView token);

/// Returns the whole number in @p token; 1e3 and 5.0 are whole numbers too. Returns nullopt when it
/// has a fraction, is no number, or does not fit: into qint64, or into 2^53 when it is written with
/// a point or an exponent.
[[nodiscard]] std::optional<qint64> integerOf(QByteArrayView token);

/// Returns the number in @p token; nullopt when a double can't hold it or it is no number.
[[nodiscard]] std::optional<double> realOf(QByteArrayView token);

} // namespace proxy
