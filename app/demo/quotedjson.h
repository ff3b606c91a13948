// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>

namespace app {

/// Returns the text as a JSON string with its quotes.
[[nodiscard]] QByteArray quoted(const QByteArray &text);

} // namespace app
