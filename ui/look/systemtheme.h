// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QFileSystemWatcher>
#include <QObject>

#ifdef LLMPROXY_HAS_DBUS
#include <QDBusVariant>
#endif

class QPalette;

namespace ui {

/// Listens for the desktop's wish for dark or light windows: the portal's, and the files of GTK
/// and KDE. One, owned by the application.
class SystemTheme final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SystemTheme)

public:
    explicit SystemTheme(QObject *parent = nullptr);

Q_SIGNALS:
    /// systemIsDark() may say something else now.
    void changed();

private:
    void watchFiles();
    void askPortal();
    void takePortal(uint scheme);

#ifdef LLMPROXY_HAS_DBUS
private Q_SLOTS:
    void onSettingChanged(const QString &group, const QString &key, const QDBusVariant &value);

private:
#endif
    QFileSystemWatcher m_files;
};

/// The desktop asks for dark windows: by its portal (org.freedesktop.appearance), else by
/// @p palette, the one before ours, and by GTK's and KDE's settings.
[[nodiscard]] bool platformIsDark(const QPalette &palette);

} // namespace ui
