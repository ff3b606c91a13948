// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QString>
#include <QStringList>

namespace proxy {

/// Returns the one of @p known that @p name is probably a misspelling of: a few edits away,
/// ignoring case. Returns an empty text when none is close.
[[nodiscard]] QString nearestName(const QString &name, const QStringList &known);

} // namespace proxy
