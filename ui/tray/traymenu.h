// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/host/proxysource.h"

#include <QMenu>

#include <utility>
#include <vector>

namespace ui {

class BudgetMenu;
class ProxyActions;
class SessionsMenu;

/// The tray's menu, which controls the proxy without a window too. Its entries keep their places
/// and only change their texts and marks, because some desktops read the menu only once.
class TrayMenu final : public QMenu
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(TrayMenu)

public:
    explicit TrayMenu(ProxySource &source, QWidget *parent = nullptr);

    void setStartsAtLogin(bool on);
    /// Sets its texts again, after a change of the language.
    void retranslate();

Q_SIGNALS:
    void openRequested();
    void connectAgentRequested();
    void settingsRequested();
    void startAtLoginRequested(bool on);
    void quitRequested();
    /// The user wants the page of sessions, with this session selected.
    void sessionRequested(const QString &id);
    /// An override of a session could not be set, for this reason.
    void refused(const proxy::Text &reason);

private:
    QAction *say(QAction *action, const char *text);
    void addStatusLines();
    void addSessions();
    void addBudgets();
    void addLifecycle();
    void showStatus(const proxy::ServiceStatus &status);

    ProxySource &m_source;
    ProxyActions *m_proxy;
    std::vector<std::pair<QAction *, const char *>> m_said; ///< actions and their texts
    SessionsMenu *m_sessions = nullptr;
    BudgetMenu *m_budgets = nullptr;
    QAction *m_state = nullptr;
    QAction *m_numbers = nullptr;
    QAction *m_atLogin = nullptr;
};

/// Returns today's numbers in one line: "412 requests today · 63 % easy · Morph 214 ms · $3.18
/// saved".
[[nodiscard]] QString todayText(const proxy::ServiceStatus &status);
/// Returns the state in one line: "Running on 127.0.0.1:8317".
[[nodiscard]] QString stateText(const proxy::ServiceStatus &status);

} // namespace ui
