// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/tray/statusicons.h"
#include "ui/tray/traymenu.h"

#include <QObject>
#include <QSystemTrayIcon>
#include <QTimer>

#include <memory>
#include <optional>

namespace ui {

/// The icon in the tray. Its shape shows the state, its tooltip today's numbers; a click opens the
/// window. On a desktop without a tray it appears when a tray does.
class TrayIcon final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TrayIcon)

public:
    TrayIcon(ProxySource &source, TrayMenu &menu, QObject *parent = nullptr);

    [[nodiscard]] bool isAvailable() const { return m_icon->isVisible(); }
    [[nodiscard]] QString toolTip() const { return m_icon->toolTip(); }
    /// Sets its texts again, after a change of the language.
    void refresh() { showStatus(m_source.status()); }
    void notify(const QString &title, const QString &text, QSystemTrayIcon::MessageIcon kind);

Q_SIGNALS:
    void activated();
    void appeared();
    /// A notification was sent, whether or not there is a tray to show it.
    void told(const QString &title, const QString &text);
    void messageClicked();

private:
    void makeIcon();
    void showWhenPossible();
    void showStatus(const proxy::ServiceStatus &status);

    ProxySource &m_source;
    TrayMenu &m_menu;
    std::unique_ptr<QSystemTrayIcon> m_icon;
    QTimer m_retry;
    std::optional<std::pair<TrayState, IconVariant>> m_shown;
};

} // namespace ui
