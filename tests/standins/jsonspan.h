// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace standins {

/// Where a string value stands in a JSON text.
struct JsonSpan
{
    QByteArray text; ///< as written between the quotes, escapes untouched
    qsizetype offset = 0; ///< of the opening quote
};

/// The first member @p key of the outermost object whose value is a string. Looks at the bytes
/// only, so that odd numbers, repeated keys and trailing text don't disturb it.
[[nodiscard]] std::optional<JsonSpan> findMember(QByteArrayView json, QByteArrayView key);

} // namespace standins
