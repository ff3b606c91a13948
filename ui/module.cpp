// SPDX-License-Identifier: LicenseRef-Private
#include "ui/desktopapp.h"
#include "ui/desktophost.h"

#include <QApplication>
#include <QMessageBox>

int llmproxy_run_desktop(int argc, char **argv, ui::DesktopHost *host)
{
    QApplication application(argc, argv);
    ui::prepareApplication(application);
    const proxy::Result<void> opened = host->open();
    if (!opened) {
        QMessageBox::critical(nullptr, QStringLiteral("llm-proxy"), opened.error().detail);
        constexpr int kExitConfig = 78;
        return kExitConfig;
    }
    ui::DesktopApp desktop(*host);
    return desktop.run();
}
