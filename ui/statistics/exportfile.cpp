// SPDX-License-Identifier: LicenseRef-Private
#include "ui/statistics/exportfile.h"

#include "proxy/core/atomicfile.h"
#include "ui/host/background.h"
#include "ui/words/enginetext.h"

#include <QBuffer>
#include <QMessageBox>
#include <QPixmap>

namespace ui {

void exportBytes(QWidget *parent, const QString &path, const QByteArray &bytes)
{
    inBackground(
        parent,
        [path, bytes] {
            const auto written =
                proxy::writeFileAtomically(path, bytes, proxy::FileAccess::AsBefore);
            return written ? QString() : engineText(written.error().detail);
        },
        [parent, path](const QString &problem) {
            if (!problem.isEmpty())
                QMessageBox::warning(parent, path, problem);
        });
}

bool exportPicture(QWidget *parent, const QString &path, const QPixmap &picture)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    if (!buffer.open(QIODevice::WriteOnly) || !picture.save(&buffer, "PNG"))
        return false;
    exportBytes(parent, path, bytes);
    return true;
}

} // namespace ui
