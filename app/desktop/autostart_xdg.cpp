// SPDX-License-Identifier: LicenseRef-Private
#include "app/desktop/autostart.h"

#include "app/lifecycle/loginservice.h"
#include "proxy/core/atomicfile.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

namespace app {

namespace {

QString configHome()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation);
}

/// `systemctl --user enable` leaves a link here.
bool isEnabledInSystemd()
{
    const QString link = QStringLiteral("/systemd/user/default.target.wants/llm-proxy.service");
    return QFile::exists(configHome() + link) || QFile::exists(QStringLiteral("/etc") + link);
}

/// Desktop Entry Specification, "The Exec key": quoted, with these four escaped; and as every
/// string of such a file, with its backslashes doubled.
QString quoted(const QString &program)
{
    QString text = program;
    for (const QChar special : {u'\\', u'"', u'`', u'$'})
        text.replace(special, QStringLiteral("\\") + special);
    text.replace(u'%', QStringLiteral("%%")).replace(u'\\', QStringLiteral("\\\\"));
    return u'"' + text + u'"';
}

} // namespace

QString writeAutostartEntry(const QString &program)
{
    if (isEnabledInSystemd())
        return QCoreApplication::translate(
            "Autostart",
            "The systemd user unit llm-proxy.service already starts it at login. Disable that "
            "first: systemctl --user disable llm-proxy");
    QDir().mkpath(QFileInfo(windowEntryAtLogin()).absolutePath());
    const QString text =
        QStringLiteral("[Desktop Entry]\nType=Application\nName=llm-proxy\nExec=%1 --background\n"
                       "Icon=llm-proxy\nX-GNOME-Autostart-enabled=true\n")
            .arg(quoted(program));
    const auto written = proxy::writeFileAtomically(windowEntryAtLogin(), text.toUtf8(),
                                                    proxy::FileAccess::AsBefore);
    return written ? QString() : written.error().detail.text();
}

} // namespace app
