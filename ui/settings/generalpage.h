// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/host/desktophost.h"

#include <QWidget>

class QCheckBox;
class QComboBox;

namespace ui {

/// Whether a start shows the tray's icon alone, where there is a tray.
[[nodiscard]] bool startsInTray();

/// The settings of the window: theme, language, start at login, notifications. A change is applied
/// without saving; the language when the dialog is closed.
class GeneralPage final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(GeneralPage)

public:
    explicit GeneralPage(DesktopHost &host, QWidget *parent = nullptr);

private:
    QComboBox *buildThemes();
    QComboBox *buildLanguages();
    QComboBox *buildTrayIcons();
    QWidget *buildAutostart();
    QCheckBox *buildStartInTray();
    QWidget *buildNotifications();

    DesktopHost &m_host;
};

} // namespace ui
