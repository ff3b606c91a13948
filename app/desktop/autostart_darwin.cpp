// SPDX-License-Identifier: LicenseRef-Private
// launchd.plist(5), launchctl(1)
#include "app/desktop/autostart.h"

#include "proxy/core/atomicfile.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

namespace app {

namespace {

QString agents()
{
    return QDir::homePath() + QStringLiteral("/Library/LaunchAgents");
}

/// The agent that starts it without a window.
QString headlessPath()
{
    return agents() + QStringLiteral("/org.llmproxy.llmproxy.plist");
}

} // namespace

QString autostartEntry()
{
    return agents() + QStringLiteral("/org.llmproxy.llmproxy.window.plist");
}

QString programAtLogin()
{
    return QCoreApplication::applicationFilePath();
}

QString writeAutostartEntry(const QString &program)
{
    if (QFile::exists(headlessPath()))
        return QCoreApplication::translate("Autostart",
                                           "The launch agent %1 already starts it at login. Remove "
                                           "that first.")
            .arg(headlessPath());
    QDir().mkpath(agents());
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
    const auto written =
        proxy::writeFileAtomically(autostartEntry(), text.toUtf8(), proxy::FileAccess::AsBefore);
    return written ? QString() : written.error().detail.text();
}

} // namespace app
