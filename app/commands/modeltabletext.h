// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QJsonObject>

namespace app {

/// Returns a table of models as the text of its file: fields in the documented order, each row,
/// class and alias on one line, ids sorted, so that a diff is readable. The same table always gives
/// the same bytes. Pure.
[[nodiscard]] QByteArray modelTableText(const QJsonObject &table);

} // namespace app
