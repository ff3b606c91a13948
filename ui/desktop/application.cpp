// SPDX-License-Identifier: LicenseRef-Private
#include "ui/desktop/application.h"

#include "ui/host/atomicsettings.h"
#include "ui/host/language.h"
#include "ui/look/systemtheme.h"
#include "ui/look/theme.h"

#include <QApplication>

namespace ui {

void prepareApplication(QApplication &application)
{
    useAtomicSettings();
    QApplication::setApplicationName(QStringLiteral("llm-proxy"));
    QApplication::setOrganizationName(QStringLiteral("llm-proxy"));
    QApplication::setApplicationDisplayName(QStringLiteral("llm-proxy"));
    QApplication::setApplicationVersion(QStringLiteral(LLMPROXY_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("llm-proxy"));
    // The tray keeps the program alive; whoever closes the last window decides.
    QApplication::setQuitOnLastWindowClosed(false);
    applyTheme(chosenTheme());
    auto *system = new SystemTheme(&application);
    QObject::connect(system, &SystemTheme::changed, &application,
                     [] { applyTheme(chosenTheme()); });
    installLanguage(application, chosenLanguage());
}

} // namespace ui
