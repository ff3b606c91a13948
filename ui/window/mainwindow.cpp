// SPDX-License-Identifier: LicenseRef-Private
#include "ui/window/mainwindow.h"

#include "ui/look/symbolicicon.h"
#include "ui/tray/statusicons.h"
#include "ui/tray/traymenu.h"
#include "ui/window/messagebar.h"
#include "ui/window/onscreen.h"

#include <QCloseEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QMenuBar>
#include <QPushButton>
#include <QSettings>
#include <QShortcut>
#include <QStackedWidget>
#include <QStatusBar>
#include <QVBoxLayout>

namespace ui {

namespace {

constexpr int kSwitcherWidth = 132;

/// A light that is told by shape and word, not by colour alone.
QString light(const QString &name, bool good, bool known)
{
    const QString shape = !known ? QStringLiteral("○")
                          : good ? QStringLiteral("●")
                                 : QStringLiteral("▲");
    return shape + u' ' + name;
}

QString routingText(proxy::RoutingState state)
{
    switch (state) {
    case proxy::RoutingState::On:
        return MainWindow::tr("Routing on");
    case proxy::RoutingState::SwitchedOff:
        return MainWindow::tr("Routing off");
    case proxy::RoutingState::NoKey:
        return MainWindow::tr("Routing off: no Morph key");
    case proxy::RoutingState::Paused:
        break;
    }
    return MainWindow::tr("Routing paused");
}

} // namespace

MainWindow::MainWindow(ProxySource &source, QWidget *parent)
    : QMainWindow(parent)
    , m_source(source)
    , m_switcher(new QListWidget)
    , m_pages(new QStackedWidget)
    , m_messageBar(new MessageBar)
{
    auto *settings =
        new QPushButton(symbolicIcon(QStringLiteral("page-settings")), tr("Settings…"));
    connect(settings, &QPushButton::clicked, this, &MainWindow::settingsRequested);
    auto *left = new QVBoxLayout;
    left->addWidget(m_switcher);
    left->addWidget(settings);
    auto *central = new QWidget;
    auto *layout = new QHBoxLayout(central);
    layout->addLayout(left);
    auto *right = new QVBoxLayout;
    right->addWidget(m_messageBar);
    right->addWidget(m_pages, 1);
    layout->addLayout(right, 1);
    setCentralWidget(central);
    m_switcher->setFixedWidth(kSwitcherWidth);
    m_switcher->setSpacing(2);
    m_switcher->setAccessibleName(tr("Pages"));
    settings->setFixedWidth(kSwitcherWidth);
    connect(m_switcher, &QListWidget::currentRowChanged, m_pages, &QStackedWidget::setCurrentIndex);
    buildMenuBar();
    buildStatusBar();
    connect(&m_source, &ProxySource::statusChanged, this, &MainWindow::showStatus);
    showStatus(m_source.status());
    restore();
    keepOnScreen(*this);
}

void MainWindow::addPage(QWidget *page, const QIcon &icon, const QString &title)
{
    const int index = m_pages->addWidget(page);
    auto *item = new QListWidgetItem(icon, title, m_switcher);
    item->setToolTip(tr("%1 (Ctrl+%2)").arg(title).arg(index + 1));
    auto *shortcut =
        new QShortcut(QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + index)), this);
    connect(shortcut, &QShortcut::activated, this, [this, index] { showPage(index); });
    if (index == 0)
        showPage(0);
}

void MainWindow::showPage(int index)
{
    m_switcher->setCurrentRow(index);
    m_pages->setCurrentIndex(index);
}

int MainWindow::page() const
{
    return m_pages->currentIndex();
}

void MainWindow::raiseToFront()
{
    setWindowState(windowState() & ~Qt::WindowMinimized);
    show();
    bringOnScreen(*this);
    raise();
    activateWindow();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    remember();
    if (!m_hidesOnClose) {
        event->ignore();
        Q_EMIT quitRequested();
        return;
    }
    event->accept();
    Q_EMIT hidden();
}

void MainWindow::buildMenuBar()
{
    QMenu *program = menuBar()->addMenu(tr("&Program"));
    connect(program->addAction(tr("&Connect an agent…")), &QAction::triggered, this,
            &MainWindow::connectAgentRequested);
    connect(program->addAction(tr("&Settings…")), &QAction::triggered, this,
            &MainWindow::settingsRequested);
    program->addSeparator();
    QAction *close = program->addAction(tr("Close the &window"));
    close->setShortcut(QKeySequence::Close);
    connect(close, &QAction::triggered, this, &QWidget::close);
    QAction *quit = program->addAction(tr("&Quit"));
    quit->setShortcut(QKeySequence::Quit);
    connect(quit, &QAction::triggered, this, &MainWindow::quitRequested);
}

void MainWindow::buildStatusBar()
{
    for (QLabel **label : {&m_address, &m_routing, &m_router, &m_upstream, &m_streams}) {
        *label = new QLabel;
        (*label)->setContentsMargins(6, 0, 6, 0);
        statusBar()->addWidget(*label);
    }
}

void MainWindow::showStatus(const proxy::ServiceStatus &status)
{
    using proxy::ServiceState;
    const bool isRunning =
        status.state == ServiceState::Running || status.state == ServiceState::Draining;
    const QString problem = problemText(status);
    m_address->setText(status.state == ServiceState::Failed ? problem : stateText(status));
    m_routing->setText(routingText(status.routing));
    m_router->setText(light(QStringLiteral("Morph"), status.routerWorks(), isRunning));
    m_upstream->setText(light(QStringLiteral("CLIProxyAPI"),
                              status.upstreamReachable.value_or(true),
                              isRunning && status.upstreamReachable.has_value()));
    m_streams->setText(tr("%n open request(s)", nullptr, status.openExchanges));
    for (QLabel *label : {m_routing, m_router, m_upstream, m_streams})
        label->setVisible(isRunning);
    setWindowTitle(m_source.isAttached()
                       ? tr("llm-proxy (attached to pid %1)").arg(m_source.processId())
                   : m_source.isDemo() ? tr("llm-proxy (demo)")
                                       : QStringLiteral("llm-proxy"));
    setWindowIcon(drawnIcon(QStringLiteral("llm-proxy")));
}

void MainWindow::restore()
{
    const QSettings settings;
    if (!restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray()))
        resize(1280, 780);
}

void MainWindow::remember() const
{
    QSettings().setValue(QStringLiteral("window/geometry"), saveGeometry());
}

} // namespace ui
