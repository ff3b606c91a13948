// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/host/desktophost.h"

#include <QWidget>

class QCheckBox;
class QComboBox;

namespace ui {

class GlobalShortcuts;

/// Whether a start shows the tray's icon alone, where there is a tray.
[[nodiscard]] bool startsInTray();

/// The settings of the window: theme, language, start at login, notifications, keys
/// that work everywhere. A change is applied
/// without saving; the language when the dialog is closed.
class GeneralPage final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(GeneralPage)

public:
    /// @p shortcuts is not owned and lives longer; null: they are not offered.
    explicit GeneralPage(DesktopHost &host, GlobalShortcuts *shortcuts = nullptr,
                         QWidget *parent = nullptr);

private:
    QComboBox *buildThemes();
    QComboBox *buildLanguages();
    QComboBox *buildTrayIcons();
    QWidget *buildAutostart();
    QCheckBox *buildStartInTray();
    QWidget *buildNotifications();
    QWidget *buildShortcuts(GlobalShortcuts &shortcuts);

    DesktopHost &m_host;
};

} // namespace ui
