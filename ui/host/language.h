// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QList>
#include <QString>
#include <utility>

class QCoreApplication;

namespace ui {

/// Sets the language of texts, numbers and dates for widgets that are made from now on; widgets
/// that exist keep their texts. @p code is a language code; an empty one follows the system. A
/// language without a translation becomes English. Qt's own texts are translated too where its
/// translations are installed. Replaces the translators that an earlier call installed.
void installLanguage(QCoreApplication &application, const QString &code);

/// Returns code and own name of each language that has a translation; English first.
[[nodiscard]] QList<std::pair<QString, QString>> carriedLanguages();

} // namespace ui
