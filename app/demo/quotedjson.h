// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>

namespace app {

/// The text as a JSON string, quotes included.
[[nodiscard]] QByteArray quoted(const QByteArray &text);

} // namespace app
