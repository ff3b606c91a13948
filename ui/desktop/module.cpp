// SPDX-License-Identifier: LicenseRef-Private
#include "ui/desktop/application.h"
#include "ui/desktop/desktopapp.h"
#include "ui/desktop/singleinstance.h"
#include "ui/host/desktophost.h"
#include "ui/words/enginetext.h"

#include <QApplication>
#include <QMessageBox>
#include <QProcess>

int llmproxy_run_desktop(int argc, char **argv, ui::DesktopHost *host)
{
    QApplication application(argc, argv);
    ui::prepareApplication(application);
    const proxy::Result<void> opened = host->open();
    if (!opened) {
        QMessageBox::critical(nullptr, QStringLiteral("llm-proxy"),
                              ui::engineText(opened.error().detail));
        constexpr int kExitConfig = 78;
        return kExitConfig;
    }
    bool beginsAnew = false;
    int code = 0;
    {
        ui::SingleInstance instance(host->config().config.runtimeDir);
        if (!instance.claim(!host->isInBackground()))
            return 0;
        ui::DesktopApp desktop(*host);
        QObject::connect(&instance, &ui::SingleInstance::raiseRequested, &desktop,
                         &ui::DesktopApp::raise);
        code = desktop.run();
        beginsAnew = desktop.beginsAnew();
    }
    // Now that neither port, lock nor socket is held any more.
    if (beginsAnew)
        QProcess::startDetached(QCoreApplication::applicationFilePath(),
                                QCoreApplication::arguments().mid(1));
    return code;
}
