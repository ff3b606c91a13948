// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/host/proxysource.h"

#include <QMainWindow>

class QLabel;
class QListWidget;
class QStackedWidget;

namespace ui {

class MessageBar;

/// The frame: pages at the left, their content, a status bar. No logic of its own.
class MainWindow final : public QMainWindow
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(MainWindow)

public:
    explicit MainWindow(ProxySource &source, QWidget *parent = nullptr);

    /// The window takes the page over. Pages answer to Ctrl+1, Ctrl+2, … in their order.
    void addPage(QWidget *page, const QIcon &icon, const QString &title);
    void showPage(int index);
    [[nodiscard]] int page() const;
    /// Closing hides when something else keeps the program reachable, else it quits.
    void setHidesOnClose(bool hides) { m_hidesOnClose = hides; }
    void raiseToFront();
    /// Where it stands is where the next one will.
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
