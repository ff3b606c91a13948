// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/host/proxysource.h"

#include <QMainWindow>

class QListWidget;
class QMenu;
class QPushButton;
class QStackedWidget;
class QToolButton;

namespace ui {

class MessageBar;
class ProxyActions;

/// The main window: menus, the list of pages at the left, the page, and a status bar. Whatever the
/// tray's menu can do, its menus can. It has no logic of its own.
class MainWindow final : public QMainWindow
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(MainWindow)

public:
    explicit MainWindow(ProxySource &source, QWidget *parent = nullptr);

    /// Adds a page and takes ownership of it. Ctrl+1, Ctrl+2, … select the pages in their order.
    void addPage(QWidget *page, const QIcon &icon, const QString &title);
    void setPageTitle(int index, const QString &title);
    void showPage(int index);
    [[nodiscard]] int page() const;
    /// Sets whether closing hides the window, because the tray keeps the program reachable, or
    /// quits the program.
    void setHidesOnClose(bool hides) { m_hidesOnClose = hides; }
    void raiseToFront();
    /// Stores the geometry for the next window.
    void remember() const;
    [[nodiscard]] MessageBar &messageBar() { return *m_messageBar; }
    void setStartsAtLogin(bool on);
    /// Where a page may offer what is of it alone.
    [[nodiscard]] QMenu &viewMenu() { return *m_viewMenu; }

Q_SIGNALS:
    void hidden();
    void quitRequested();
    void settingsRequested();
    void connectAgentRequested();
    void restartRequested();
    void startAtLoginRequested(bool on);
    /// The user wants the page that tells how Morph and the backend are.
    void healthRequested();
    void aboutRequested();
    void manualRequested();

protected:
    void closeEvent(QCloseEvent *event) override;

private:
    void buildStatusBar();
    void fitSwitcher();
    void buildMenuBar();
    void buildProgramMenu();
    void buildProxyMenu();
    void buildHelpMenu();
    void showStatus(const proxy::ServiceStatus &status);
    void showState(const proxy::ServiceStatus &status);
    void acceptState();
    void restore();

    ProxySource &m_source;
    QListWidget *m_switcher;
    QPushButton *m_settings;
    QStackedWidget *m_pages;
    MessageBar *m_stateBar; ///< that the proxy is stopped, or that routing is paused
    MessageBar *m_messageBar;
    ProxyActions *m_proxy;
    QMenu *m_viewMenu = nullptr;
    QMenu *m_proxyMenu = nullptr;
    QAction *m_restart = nullptr;
    QAction *m_atLogin = nullptr;
    QToolButton *m_address = nullptr;
    QToolButton *m_routing = nullptr;
    QToolButton *m_router = nullptr;
    QToolButton *m_upstream = nullptr;
    QToolButton *m_streams = nullptr;
    bool m_hidesOnClose = false;
};

} // namespace ui
