// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/host/desktophost.h"

#include <QWidget>

class QCheckBox;
class QComboBox;

namespace ui {

/// What concerns the window and not the proxy: theme, language, start at login, notifications.
/// Applied as it is chosen.
class GeneralPage final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(GeneralPage)

public:
    explicit GeneralPage(DesktopHost &host, QWidget *parent = nullptr);

private:
    QComboBox *buildThemes();
    QComboBox *buildLanguages();
    QWidget *buildAutostart();
    QWidget *buildNotifications();

    DesktopHost &m_host;
};

} // namespace ui
