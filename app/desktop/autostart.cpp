// SPDX-License-Identifier: LicenseRef-Private
#include "app/desktop/autostart.h"

#include "app/lifecycle/loginservice.h"

#include <QFile>

namespace app {

bool hasAutostartEntry()
{
    return QFile::exists(windowEntryAtLogin());
}

QString removeAutostartEntry()
{
    QFile file(windowEntryAtLogin());
    if (file.exists() && !file.remove())
        return QStringLiteral("%1: %2").arg(file.fileName(), file.errorString());
    return {};
}

} // namespace app
