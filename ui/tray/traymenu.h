// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/host/proxysource.h"

#include <QMenu>

#include <utility>
#include <vector>

class QActionGroup;

namespace ui {

class SessionsMenu;

/// The tray's menu; suffices alone where there is no window. Entries stay in place, only their
/// texts and marks change: some desktops take the menu once.
class TrayMenu final : public QMenu
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TrayMenu)

public:
    explicit TrayMenu(ProxySource &source, QWidget *parent = nullptr);

    void setStartsAtLogin(bool on);
    /// Its entries in the present language.
    void retranslate();

Q_SIGNALS:
    void openRequested();
    void connectAgentRequested();
    void settingsRequested();
    void startAtLoginRequested(bool on);
    void quitRequested();
    /// The page of sessions is wanted, at that one.
    void sessionRequested(const QString &id);
    /// What was to be done for a session was not done, in words.
    void refused(const proxy::Said &reason);

private:
    QAction *say(QAction *action, const char *text);
    void addStatusLines();
    void addRouting();
    void addModes();
    void addProviders();
    void addSessions();
    void addLifecycle();
    void showStatus(const proxy::ServiceStatus &status);
    void showRouting(const proxy::ServiceStatus &status);

    ProxySource &m_source;
    std::vector<std::pair<QAction *, const char *>> m_said; ///< the texts that stay
    SessionsMenu *m_sessions = nullptr;
    QAction *m_state = nullptr;
    QAction *m_numbers = nullptr;
    QAction *m_route = nullptr;
    QAction *m_pause = nullptr;
    QAction *m_toggle = nullptr;
    QAction *m_atLogin = nullptr;
    QActionGroup *m_modes = nullptr;
    QActionGroup *m_providers = nullptr;
};

/// "412 requests today · 63 % easy · Morph 214 ms · $3.18 saved".
[[nodiscard]] QString todayText(const proxy::ServiceStatus &status);
/// "Running on 127.0.0.1:8317", or the state in other words.
[[nodiscard]] QString stateText(const proxy::ServiceStatus &status);

} // namespace ui
