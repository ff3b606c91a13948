// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArray>
#include <QString>

class QPixmap;
class QWidget;

namespace ui {

/// Replaces the file at @p path atomically, on a pool thread. On an error the file stays and a
/// message box appears above @p parent.
void exportBytes(QWidget *parent, const QString &path, const QByteArray &bytes);

/// Writes the picture as PNG in the same way. Returns false when it can't be encoded.
[[nodiscard]] bool exportPicture(QWidget *parent, const QString &path, const QPixmap &picture);

} // namespace ui
