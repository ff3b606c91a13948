// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/host/desktophost.h"
#include "ui/host/proxysource.h"

#include <QObject>
#include <QTimer>

#include <chrono>

namespace ui {

class MessageBar;

/// Shows messages in the window's MessageBar: the proxy runs in another process, another program
/// uses the port, there is no tray, there is no key for Morph.
class WindowMessages final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(WindowMessages)

public:
    WindowMessages(DesktopHost &host, ProxySource &source, MessageBar &bar,
                   QObject *parent = nullptr);

    /// There is no tray. If none comes within @p grace, a message says so and windowNeeded() is
    /// emitted.
    void trayIsMissing(std::chrono::milliseconds grace);
    void trayAppeared();
    /// A saved setting takes effect only when the proxy starts anew: offers that.
    void offerRestart();
    /// Stops the proxy and starts it when it has stopped.
    void restart();
    /// The program quits when the open requests are answered: says so, and offers to cut them.
    void waitForOpenRequests();
    /// Says what the demo shows just now, unless the bar says something else.
    void tellTour(const QString &text);
    /// Shows the present messages in another bar.
    void moveTo(MessageBar &bar);

Q_SIGNALS:
    /// The window must be shown, because nothing else shows that the program runs.
    void windowNeeded();

private:
    enum class Offer { None, OtherPort, Restart, LeaveDemo, RouteHere, LiftLimit, Cut };

    void show(const proxy::ServiceStatus &status);
    void needWindow();
    void sayThereIsNoTray();
    void tellAttached();
    void tellWaiting(int open);
    void tellOverrides(const QStringList &overrides);
    void tellDemo();
    void tellLimit(const proxy::BudgetUses &uses);
    void offerRoutingHere();
    void routeHere();
    void tellConflict(const proxy::ServiceStatus &status);
    void say(const QString &text, Offer offer = Offer::None, const QString &action = {},
             const QUrl &topic = {});
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
    bool m_isWaiting = false; ///< for open requests, to quit
    bool m_offeredRouting = false; ///< on this machine, since there is no key
    QStringList m_overrides;
    QByteArray m_limit; ///< name of the limit that stops requests and was told
    proxy::ServiceState m_state = proxy::ServiceState::Stopped;
};

} // namespace ui
