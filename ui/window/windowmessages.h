// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/host/desktophost.h"
#include "ui/host/proxysource.h"

#include <QObject>
#include <QTimer>

#include <chrono>

namespace ui {

class MessageBar;

/// What the window says about itself: that it shows another process's proxy, that somebody else
/// has the port, that there is no tray.
class WindowMessages final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(WindowMessages)

public:
    WindowMessages(DesktopHost &host, ProxySource &source, MessageBar &bar,
                   QObject *parent = nullptr);

    /// There is no tray. It is told, and a window needed, when none came within @p grace.
    void trayIsMissing(std::chrono::milliseconds grace);
    void trayAppeared();
    /// Something was saved that the running listener can't take over.
    void offerRestart();
    /// What still holds is said again, on another bar.
    void moveTo(MessageBar &bar);

Q_SIGNALS:
    /// Nothing else would show that the program runs.
    void windowNeeded();

private:
    enum class Offer { None, OtherPort, Restart, LeaveDemo };

    void show(const proxy::ServiceStatus &status);
    void needWindow();
    void sayThereIsNoTray();
    void tellAttached();
    void tellOverrides(const QStringList &overrides);
    void tellDemo();
    void tellConflict(const proxy::ServiceStatus &status);
    void say(const QString &text, Offer offer = Offer::None, const QString &action = {});
    void accept();
    [[nodiscard]] quint16 freePortAfter(quint16 port) const;

    DesktopHost &m_host;
    ProxySource &m_source;
    MessageBar *m_bar;
    QTimer m_trayGrace;
    Offer m_offer = Offer::None;
    quint16 m_otherPort = 0;
    bool m_isAttached = false;
    bool m_isDemo = false;
    bool m_saidNoTray = false;
    bool m_restarting = false;
    QStringList m_overrides;
    proxy::ServiceState m_state = proxy::ServiceState::Stopped;
};

} // namespace ui
