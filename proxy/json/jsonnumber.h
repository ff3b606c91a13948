// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArrayView>

#include <optional>

namespace proxy {

/// Whether @p token is a number and nothing else (RFC 8259, section 6).
[[nodiscard]] bool isJsonNumber(QByteArrayView token);

/// The number in @p token without its fraction; nullopt beyond 2^53 unless it is a plain integer,
/// and for everything that is no number.
[[nodiscard]] std::optional<qint64> integerOf(QByteArrayView token);

/// The number in @p token; nullopt where a double can't hold it and for all that is no number.
[[nodiscard]] std::optional<double> realOf(QByteArrayView token);

} // namespace proxy
