// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/commands/namedtext.h"
#include "proxy/core/error.h"

#include <QDate>
#include <QList>
#include <QStringList>

namespace app {

/// Makes the text of a table of models from LiteLLM's price maps and the supplement. For a model in
/// several maps the last map counts. The result is checked with proxy::ModelTable. The same inputs
/// give the same bytes. Returns an error that names file, row and field. Pure.
[[nodiscard]] proxy::Result<QByteArray> tableOfPriceMaps(const QList<NamedText> &maps,
                                                         const NamedText &supplement, QDate asOf);

/// Returns the differences of two tables as lines for people: rows added and removed, prices, ends.
/// Empty when there are none.
[[nodiscard]] QStringList tableChanges(const QByteArray &before, const QByteArray &after);

} // namespace app
