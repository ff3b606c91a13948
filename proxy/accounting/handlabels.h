// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"
#include "proxy/exchange/routedecision.h"

#include <QByteArray>
#include <QHash>
#include <QString>

namespace proxy {

/// What a person said that tasks should have been, by the row of the request log.
using HandLabels = QHash<QByteArray, Difficulty>;

/// The most labels that are kept; the oldest leave first.
inline constexpr qsizetype kMostHandLabels = 10000;

/// Returns the path of the file that holds the labels, beside the request log.
[[nodiscard]] QString handLabelsPath(const QString &logDir);

/// Reads the labels. A file that can't be read has none; broken lines are skipped. Blocks.
[[nodiscard]] HandLabels readHandLabels(const QString &path);

/// Remembers that the task of row @p id should have been @p difficulty, easy or hard; None takes an
/// earlier word back. The file is the owner's alone (0600). An error names what is wrong. Blocks.
[[nodiscard]] Result<void> saveHandLabel(const QString &path, const QByteArray &id,
                                         Difficulty difficulty);

} // namespace proxy
