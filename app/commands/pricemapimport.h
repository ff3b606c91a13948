// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/commands/namedtext.h"
#include "proxy/core/error.h"

#include <QDate>
#include <QList>
#include <QStringList>

namespace app {

/// The text of a table of models made from LiteLLM's price maps, a later one winning model by
/// model, and the supplement. It has been read back: proxy::ModelTable takes it. The same inputs
/// make the same bytes. The error names file, row and field. Pure.
[[nodiscard]] proxy::Result<QByteArray> tableOfPriceMaps(const QList<NamedText> &maps,
                                                         const NamedText &supplement, QDate asOf);

/// What one table changes of another, in lines for people: rows added and gone, prices, ends.
/// Empty when those are equal.
[[nodiscard]] QStringList tableChanges(const QByteArray &before, const QByteArray &after);

} // namespace app
