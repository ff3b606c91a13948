// SPDX-License-Identifier: LicenseRef-Private
// launchd.plist(5), launchctl(1)
#include "app/desktop/autostart.h"

#include "app/lifecycle/loginservice.h"
#include "proxy/core/atomicfile.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace app {

QString writeAutostartEntry(const QString &program)
{
    const QString headless = loginService(program, {}).file;
    if (QFile::exists(headless))
        return QCoreApplication::translate("Autostart",
                                           "The launch agent %1 already starts it at login. Remove "
                                           "that first.")
            .arg(headless);
    QDir().mkpath(QFileInfo(windowEntryAtLogin()).absolutePath());
    const QString text = QStringLiteral(R"(<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
    <key>Label</key>
    <string>org.llmproxy.llmproxy.window</string>
    <key>ProgramArguments</key>
    <array>
        <string>%1</string>
        <string>--background</string>
    </array>
    <key>RunAtLoad</key>
    <true/>
    <key>ProcessType</key>
    <string>Interactive</string>
</dict>
</plist>
)")
                             .arg(program.toHtmlEscaped());
    const auto written = proxy::writeFileAtomically(windowEntryAtLogin(), text.toUtf8(),
                                                    proxy::FileAccess::AsBefore);
    return written ? QString() : written.error().detail.text();
}

} // namespace app
