// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QString>
#include <QStringList>

namespace proxy {

/// Returns the one of @p known that @p name is probably a misspelling of: a few edits away,
/// ignoring case. Returns an empty text when none is close.
[[nodiscard]] QString nearestName(const QString &name, const QStringList &known);

/// Whether settings of other programs have this name, too.
[[nodiscard]] bool isCommonName(const QString &name);

/// Returns the variable of @p known that another name in a file of ours was surely meant for: other
/// letters (UPSTRAEM_URL), words in another order, other words (MORPH_API_TOKEN), another prefix of
/// ours (LLMPROXY_PORT, MORPH_MODE), one too many or none (MODEL_EASY). Unlike nearestName() it
/// answers to no variable of other programs.
[[nodiscard]] QString meantVariable(const QString &name, const QStringList &known);
/// The same for the environment, where others' variables stand: other letters and order alone.
[[nodiscard]] QString misspeltVariable(const QString &name, const QStringList &known);

} // namespace proxy
