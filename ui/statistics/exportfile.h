// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QString>

class QPixmap;
class QWidget;

namespace ui {

/// Replaces the file at @p path off the UI thread, or leaves what was there and complains above
/// @p parent.
void exportBytes(QWidget *parent, const QString &path, const QByteArray &bytes);

/// The picture as PNG, in the same way. False: it can't be turned into one.
[[nodiscard]] bool exportPicture(QWidget *parent, const QString &path, const QPixmap &picture);

} // namespace ui
