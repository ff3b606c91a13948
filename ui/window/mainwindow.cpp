// SPDX-License-Identifier: LicenseRef-Private
#include "ui/window/mainwindow.h"

#include "ui/look/symbolicicon.h"
#include "ui/tray/proxyactions.h"
#include "ui/tray/statusicons.h"
#include "ui/tray/traymenu.h"
#include "ui/window/messagebar.h"
#include "ui/window/onscreen.h"

#include <QClipboard>
#include <QCloseEvent>
#include <QDateTime>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QListWidget>
#include <QLocale>
#include <QMenuBar>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QSettings>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

namespace {

constexpr int kSwitcherWidth = 132;
constexpr QSize kSmallest {760, 480};
constexpr QSize kUsual {1280, 780};
constexpr double kShareOfScreen = 0.85;

enum class Light { Unknown, Good, Bad };

/// A light that is told by shape and word, not by colour alone.
void showLight(QToolButton &button, const QString &name, Light light)
{
    const auto text = [&name, light] {
        switch (light) {
        case Light::Good:
            return std::pair {QStringLiteral("● "), MainWindow::tr("%1: working").arg(name)};
        case Light::Bad:
            return std::pair {QStringLiteral("▲ "), MainWindow::tr("%1: in trouble").arg(name)};
        case Light::Unknown:
            break;
        }
        return std::pair {QStringLiteral("○ "), MainWindow::tr("%1: not asked yet").arg(name)};
    }();
    button.setText(text.first + name);
    button.setAccessibleName(text.second);
    button.setToolTip(text.second);
}

Light morphLight(const proxy::ServiceStatus &status)
{
    if (status.routing == proxy::RoutingState::NoKey)
        return Light::Unknown;
    return status.routerWorks() ? Light::Good : Light::Bad;
}

Light backendLight(const proxy::ServiceStatus &status)
{
    if (!status.upstreamReachable)
        return Light::Unknown;
    return *status.upstreamReachable ? Light::Good : Light::Bad;
}

QSize firstSize()
{
    const QScreen *screen = QGuiApplication::primaryScreen();
    const QSize room = screen ? (screen->availableSize() * kShareOfScreen) : kUsual;
    return kUsual.boundedTo(room);
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
    , m_settings(new QPushButton(symbolicIcon(QStringLiteral("page-settings")), tr("Settings…")))
    , m_pages(new QStackedWidget)
    , m_stateBar(new MessageBar)
    , m_messageBar(new MessageBar)
    , m_proxy(new ProxyActions(source, this))
{
    connect(m_settings, &QPushButton::clicked, this, &MainWindow::settingsRequested);
    auto *left = new QVBoxLayout;
    left->addWidget(m_switcher);
    left->addWidget(m_settings);
    auto *central = new QWidget;
    auto *layout = new QHBoxLayout(central);
    layout->addLayout(left);
    auto *right = new QVBoxLayout;
    right->addWidget(m_stateBar);
    right->addWidget(m_messageBar);
    right->addWidget(m_pages, 1);
    layout->addLayout(right, 1);
    setCentralWidget(central);
    m_switcher->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_switcher->setSpacing(2);
    m_switcher->setAccessibleName(tr("Pages"));
    fitSwitcher();
    setMinimumSize(kSmallest);
    connect(m_stateBar, &MessageBar::actionRequested, this, &MainWindow::acceptState);
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
    // What does not fit is scrolled to: no page makes the window larger than the screen.
    auto *scrolled = new QScrollArea;
    scrolled->setWidget(page);
    scrolled->setWidgetResizable(true);
    scrolled->setFrameShape(QFrame::NoFrame);
    const int index = m_pages->addWidget(scrolled);
    auto *item = new QListWidgetItem(icon, title, m_switcher);
    fitSwitcher();
    item->setToolTip(tr("%1 (Ctrl+%2)").arg(title).arg(index + 1));
    QAction *action = m_viewMenu->addAction(icon, title);
    action->setShortcut(QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + index)));
    connect(action, &QAction::triggered, this, [this, index] { showPage(index); });
    if (index == 0)
        showPage(0);
}

void MainWindow::setPageTitle(int index, const QString &title)
{
    m_switcher->item(index)->setText(title);
    fitSwitcher();
}

/// The list of pages shows each title whole, also with a count behind it.
void MainWindow::fitSwitcher()
{
    const int wanted =
        m_switcher->sizeHintForColumn(0) + 2 * (m_switcher->frameWidth() + m_switcher->spacing());
    const int width = std::max(kSwitcherWidth, wanted);
    m_switcher->setFixedWidth(width);
    m_settings->setFixedWidth(width);
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

void MainWindow::setStartsAtLogin(bool on)
{
    m_atLogin->setChecked(on);
}

void MainWindow::buildMenuBar()
{
    buildProgramMenu();
    m_viewMenu = menuBar()->addMenu(tr("&View"));
    buildProxyMenu();
    buildHelpMenu();
}

void MainWindow::buildProgramMenu()
{
    QMenu *program = menuBar()->addMenu(tr("&Program"));
    connect(program->addAction(tr("&Connect an agent…")), &QAction::triggered, this,
            &MainWindow::connectAgentRequested);
    QAction *settings = program->addAction(tr("&Settings…"));
    settings->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Comma));
    settings->setMenuRole(QAction::PreferencesRole);
    connect(settings, &QAction::triggered, this, &MainWindow::settingsRequested);
    m_atLogin = program->addAction(tr("Start at &login"));
    m_atLogin->setCheckable(true);
    connect(m_atLogin, &QAction::triggered, this, &MainWindow::startAtLoginRequested);
    program->addSeparator();
    QAction *close = program->addAction(tr("Close the &window"));
    close->setShortcut(QKeySequence::Close);
    connect(close, &QAction::triggered, this, &QWidget::close);
    QAction *quit = program->addAction(tr("&Quit"));
    quit->setShortcut(QKeySequence::Quit);
    connect(quit, &QAction::triggered, this, &MainWindow::quitRequested);
}

void MainWindow::buildProxyMenu()
{
    m_proxyMenu = menuBar()->addMenu(tr("Pro&xy"));
    m_proxy->addToggleTo(*m_proxyMenu);
    m_restart = m_proxyMenu->addAction(tr("R&estart the proxy"));
    connect(m_restart, &QAction::triggered, this, &MainWindow::restartRequested);
    m_proxyMenu->addSeparator();
    m_proxy->addRoutingTo(*m_proxyMenu, ProxyActions::Pauses::Several);
    m_proxyMenu->addSeparator();
    connect(m_proxyMenu->addAction(tr("Copy &base URL")), &QAction::triggered, this,
            [this] { QGuiApplication::clipboard()->setText(m_source.baseUrl()); });
}

void MainWindow::buildHelpMenu()
{
    QMenu *help = menuBar()->addMenu(tr("&Help"));
    QAction *manual = help->addAction(tr("&Manual"));
    manual->setShortcut(QKeySequence::HelpContents);
    connect(manual, &QAction::triggered, this, &MainWindow::manualRequested);
    QAction *about = help->addAction(tr("&About llm-proxy"));
    about->setMenuRole(QAction::AboutRole);
    connect(about, &QAction::triggered, this, &MainWindow::aboutRequested);
}

void MainWindow::buildStatusBar()
{
    for (QToolButton **button : {&m_address, &m_routing, &m_router, &m_upstream, &m_streams}) {
        *button = new QToolButton;
        (*button)->setAutoRaise(true);
        (*button)->setFocusPolicy(Qt::TabFocus);
        statusBar()->addWidget(*button);
    }
    m_address->setToolTip(tr("Copy the base URL"));
    connect(m_address, &QToolButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_source.baseUrl());
        statusBar()->showMessage(tr("Copied: %1").arg(m_source.baseUrl()), 2000);
    });
    m_routing->setMenu(m_proxyMenu);
    m_routing->setPopupMode(QToolButton::InstantPopup);
    for (QToolButton *light : {m_router, m_upstream})
        connect(light, &QToolButton::clicked, this, &MainWindow::healthRequested);
    connect(m_streams, &QToolButton::clicked, this, [this] { showPage(0); });
}

void MainWindow::showStatus(const proxy::ServiceStatus &status)
{
    using proxy::ServiceState;
    const bool isRunning =
        status.state == ServiceState::Running || status.state == ServiceState::Draining;
    const QString problem = problemText(status);
    m_address->setText(status.state == ServiceState::Failed ? problem : stateText(status));
    m_routing->setText(routingText(status.routing));
    showLight(*m_router, QStringLiteral("Morph"), morphLight(status));
    showLight(*m_upstream, QStringLiteral("CLIProxyAPI"), backendLight(status));
    m_streams->setText(tr("%n open request(s)", nullptr, status.openExchanges));
    for (QToolButton *button : {m_routing, m_router, m_upstream, m_streams})
        button->setVisible(isRunning);
    m_restart->setEnabled(isRunning && !m_source.isAttached());
    showState(status);
    // The platform adds the program's name.
    setWindowTitle(m_source.isAttached() ? tr("Attached to pid %1").arg(m_source.processId())
                   : m_source.isDemo()   ? tr("Demo")
                                         : QStringLiteral("llm-proxy"));
    setWindowIcon(drawnIcon(QStringLiteral("llm-proxy")));
}

/// What keeps agents without answers, or requests without routing, stands above every page.
void MainWindow::showState(const proxy::ServiceStatus &status)
{
    if (status.state == proxy::ServiceState::Stopped)
        return m_stateBar->say(tr("The proxy is stopped: agents get no answers."),
                               tr("S&tart the proxy"));
    if (status.state != proxy::ServiceState::Running
        || status.routing != proxy::RoutingState::Paused)
        return m_stateBar->clear();
    const QString end = status.pausedUntilMs
                            ? tr("until %1")
                                  .arg(QLocale().toString(
                                      QDateTime::fromMSecsSinceEpoch(*status.pausedUntilMs).time(),
                                      QLocale::ShortFormat))
                            : tr("until it is resumed");
    m_stateBar->say(tr("Routing is paused %1: every request keeps its model.").arg(end),
                    tr("Resume &now"));
}

void MainWindow::acceptState()
{
    if (m_source.status().state == proxy::ServiceState::Running)
        m_source.resumeRouting();
    else
        m_source.startProxy();
}

void MainWindow::restore()
{
    const QSettings settings;
    if (!restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray()))
        resize(firstSize());
}

void MainWindow::remember() const
{
    QSettings().setValue(QStringLiteral("window/geometry"), saveGeometry());
}

} // namespace ui
