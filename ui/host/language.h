// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QList>
#include <QString>
#include <utility>

class QCoreApplication;

namespace ui {

/// The windows to come speak @p code ("" follows the system), and write numbers and dates as it
/// does; a language that is not carried is English. Qt's own texts come along where its
/// translations are installed. What was installed before is taken out; widgets that are there keep
/// their texts.
void installLanguage(QCoreApplication &application, const QString &code);

/// Code and own name of each language there is a translation for; English first.
[[nodiscard]] QList<std::pair<QString, QString>> carriedLanguages();

} // namespace ui
