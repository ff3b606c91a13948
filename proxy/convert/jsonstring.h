// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace proxy {

/// What the content of a JSON string says. @p quoted stands between the quotes of a valid string.
/// Half a surrogate pair, which UTF-8 has no bytes for, stays as the six characters \uXXXX: inside
/// JSON that was put into a string that is what they mean. Its inverse is appendJsonEscaped().
[[nodiscard]] QByteArray unescapeJson(QByteArrayView quoted);

} // namespace proxy
