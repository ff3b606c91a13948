// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QJsonObject>

namespace app {

/// A table of models as the file is written: fields in the order of its documentation, each row,
/// class and alias on one line, ids sorted, so that a refresh is a diff people can read. The same
/// table always makes the same bytes. Pure.
[[nodiscard]] QByteArray modelTableText(const QJsonObject &table);

} // namespace app
