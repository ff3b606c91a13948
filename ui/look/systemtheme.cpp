// SPDX-License-Identifier: LicenseRef-Private
#include "ui/look/systemtheme.h"

#include <QCoreApplication>
#include <QDir>
#include <QPalette>
#include <QSettings>
#include <QStandardPaths>

#ifdef LLMPROXY_HAS_DBUS
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#endif

namespace ui {

namespace {

const QString kGtkFile = QStringLiteral("gtk-3.0/settings.ini");
const QString kKdeFile = QStringLiteral("kdeglobals");
const QString kAppearance = QStringLiteral("org.freedesktop.appearance");
const QString kColorScheme = QStringLiteral("color-scheme");

/// The portal's last word, kept at the application: 0 no preference, 1 dark, 2 light.
constexpr const char *kPortalProperty = "llmproxyColorScheme";

bool settingsFileSays(const QString &name, const QString &key, const QString &part)
{
    const QString path = QStandardPaths::locate(QStandardPaths::GenericConfigLocation, name);
    if (path.isEmpty())
        return false;
    const QString value = QSettings(path, QSettings::IniFormat).value(key).toString();
    return value.contains(part, Qt::CaseInsensitive);
}

bool gtkAsksForDark()
{
    const QString prefersDark = QStringLiteral("Settings/gtk-application-prefer-dark-theme");
    return qEnvironmentVariable("GTK_THEME").contains(QStringLiteral("dark"), Qt::CaseInsensitive)
           || settingsFileSays(kGtkFile, QStringLiteral("Settings/gtk-theme-name"),
                               QStringLiteral("dark"))
           || settingsFileSays(kGtkFile, prefersDark, QStringLiteral("1"))
           || settingsFileSays(kGtkFile, prefersDark, QStringLiteral("true"));
}

} // namespace

SystemTheme::SystemTheme(QObject *parent)
    : QObject(parent)
{
    watchFiles();
    connect(&m_files, &QFileSystemWatcher::fileChanged, this, [this] {
        // Replaced whole, a file is no longer watched.
        watchFiles();
        Q_EMIT changed();
    });
    connect(&m_files, &QFileSystemWatcher::directoryChanged, this, [this] {
        watchFiles();
        Q_EMIT changed();
    });
    askPortal();
}

void SystemTheme::watchFiles()
{
    const QDir folder(QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation));
    for (const QString &path : {folder.filePath(kGtkFile), folder.filePath(kKdeFile),
                                folder.filePath(QStringLiteral("gtk-3.0"))}) {
        if (QFileInfo::exists(path))
            m_files.addPath(path);
    }
}

void SystemTheme::takePortal(uint scheme)
{
    qApp->setProperty(kPortalProperty, scheme);
    Q_EMIT changed();
}

#ifdef LLMPROXY_HAS_DBUS

void SystemTheme::askPortal()
{
    const QString service = QStringLiteral("org.freedesktop.portal.Desktop");
    const QString path = QStringLiteral("/org/freedesktop/portal/desktop");
    const QString interface = QStringLiteral("org.freedesktop.portal.Settings");
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    bus.connect(service, path, interface, QStringLiteral("SettingChanged"), this,
                SLOT(onSettingChanged(QString, QString, QDBusVariant)));
    QDBusMessage question =
        QDBusMessage::createMethodCall(service, path, interface, QStringLiteral("Read"));
    question << kAppearance << kColorScheme;
    auto *answer = new QDBusPendingCallWatcher(bus.asyncCall(question), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this, [this, answer] {
        answer->deleteLater();
        const QDBusPendingReply<QDBusVariant> reply = *answer;
        if (reply.isError())
            return;
        // A variant in the variant.
        QVariant value = reply.value().variant();
        if (value.canConvert<QDBusVariant>())
            value = value.value<QDBusVariant>().variant();
        takePortal(value.toUInt());
    });
}

void SystemTheme::onSettingChanged(const QString &group, const QString &key,
                                   const QDBusVariant &value)
{
    if (group == kAppearance && key == kColorScheme)
        takePortal(value.variant().toUInt());
}

#else

void SystemTheme::askPortal()
{ }

#endif

bool platformIsDark(const QPalette &palette)
{
    const uint portal = qApp->property(kPortalProperty).toUInt();
    if (portal == 1 || portal == 2)
        return portal == 1;
    const int window = palette.color(QPalette::Window).lightness();
    const int text = palette.color(QPalette::WindowText).lightness();
    return window < text
           || gtkAsksForDark()
           // QSettings takes a file's [General] for no group at all.
           || settingsFileSays(kKdeFile, QStringLiteral("ColorScheme"), QStringLiteral("dark"));
}

} // namespace ui
