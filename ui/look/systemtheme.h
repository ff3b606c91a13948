// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QFileSystemWatcher>
#include <QObject>

#ifdef LLMPROXY_HAS_DBUS
#include <QDBusVariant>
#endif

class QPalette;

namespace ui {

/// Watches the desktop's preference for dark or light windows: its portal and the settings files of
/// GTK and KDE. Make one object, owned by the application.
class SystemTheme final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SystemTheme)

public:
    explicit SystemTheme(QObject *parent = nullptr);

Q_SIGNALS:
    /// The result of systemIsDark() may have changed.
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

/// Whether the desktop prefers dark windows. Its portal (org.freedesktop.appearance) decides;
/// without it, the settings of GTK and KDE and @p palette, the palette before applyTheme().
[[nodiscard]] bool platformIsDark(const QPalette &palette);

} // namespace ui
