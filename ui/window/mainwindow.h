// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/host/proxysource.h"

#include <QMainWindow>

class QLabel;
class QListWidget;
class QStackedWidget;

namespace ui {

class MessageBar;

/// The main window: the list of pages at the left, the page, and a status bar. It has no logic of
/// its own.
class MainWindow final : public QMainWindow
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(MainWindow)

public:
    explicit MainWindow(ProxySource &source, QWidget *parent = nullptr);

    /// Adds a page and takes ownership of it. Ctrl+1, Ctrl+2, … select the pages in their order.
    void addPage(QWidget *page, const QIcon &icon, const QString &title);
    void showPage(int index);
    [[nodiscard]] int page() const;
    /// Sets whether closing hides the window, because the tray keeps the program reachable, or
    /// quits the program.
    void setHidesOnClose(bool hides) { m_hidesOnClose = hides; }
    void raiseToFront();
    /// Stores the geometry for the next window.
    void remember() const;
    [[nodiscard]] MessageBar &messageBar() { return *m_messageBar; }

Q_SIGNALS:
    void hidden();
    void quitRequested();
    void settingsRequested();
    void connectAgentRequested();

protected:
    void closeEvent(QCloseEvent *event) override;

private:
    void buildStatusBar();
    void buildMenuBar();
    void showStatus(const proxy::ServiceStatus &status);
    void restore();

    ProxySource &m_source;
    QListWidget *m_switcher;
    QStackedWidget *m_pages;
    MessageBar *m_messageBar;
    QLabel *m_address;
    QLabel *m_routing;
    QLabel *m_router;
    QLabel *m_upstream;
    QLabel *m_streams;
    bool m_hidesOnClose = false;
};

} // namespace ui
