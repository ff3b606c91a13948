// SPDX-License-Identifier: LicenseRef-Private
#include "app/desktop/autostart.h"

#include <QFile>

namespace app {

bool hasAutostartEntry()
{
    return QFile::exists(autostartEntry());
}

QString removeAutostartEntry()
{
    QFile file(autostartEntry());
    if (file.exists() && !file.remove())
        return QStringLiteral("%1: %2").arg(file.fileName(), file.errorString());
    return {};
}

} // namespace app
