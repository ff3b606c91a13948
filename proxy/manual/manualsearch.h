// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/manual/manual.h"

#include <QStringList>

namespace proxy {

/// A section in which words were found.
struct ManualHit
{
    ManualPlace place;
    QString title; ///< of the page
    QString heading; ///< of the section; empty: the page's beginning
    QString excerpt; ///< the first line, row or sentence with one of the words
};

/// Returns what is looked for: the words of @p text, each once, at most eight.
[[nodiscard]] QStringList searchWords(const QString &text);

/// Returns the sections that hold every word, in any case; those that have them in a heading first,
/// then those that have them in one line. Pure.
[[nodiscard]] std::vector<ManualHit> searchManual(const Manual &manual, const QStringList &words);

} // namespace proxy
