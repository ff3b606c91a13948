// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QString>
#include <QStringList>

namespace proxy {

/// The one of `known` that `name` was probably meant to be: few edits away, case aside. Empty
/// when none is near.
[[nodiscard]] QString nearestName(const QString &name, const QStringList &known);

} // namespace proxy
