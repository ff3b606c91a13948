// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QString>
#include <QStringList>

namespace ui {

/// A sentence of the engine in the window's language. The engine speaks English, as its log, its
/// records and its answers to clients do; several sentences may stand in lines. What is not known
/// stays as it is: words of others (an upstream, the system), and names.
[[nodiscard]] QString engineText(const QString &english);

/// What there are words for; %1, %2 … stand for what the engine puts in, in this order.
[[nodiscard]] QStringList engineSentences();

} // namespace ui
