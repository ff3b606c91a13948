// SPDX-License-Identifier: LicenseRef-Private
#include "ui/desktopapp.h"

#include "ui/connectdialog.h"
#include "ui/engine/enginetext.h"
#include "ui/explaindialog.h"
#include "ui/healthpage.h"
#include "ui/logspage.h"
#include "ui/noticebar.h"
#include "ui/requestspage.h"
#include "ui/sessionspage.h"
#include "ui/settingsdialog.h"
#include "ui/source/chosensource.h"
#include "ui/statisticspage.h"
#include "ui/symbolicicon.h"

#include <QApplication>
#include <QMessageBox>
#include <QSettings>

namespace ui {

namespace {

constexpr int kRequestsPage = 0;
constexpr int kLogsPage = 3;

std::unique_ptr<ProxySource> sourceFor(DesktopHost &host)
{
    return std::make_unique<ChosenSource>(host);
}

/// Brings the dialog of that kind to the front, if there is one.
template <class Dialog> bool raiseOpen(const QWidget &window)
{
    auto *dialog = window.findChild<Dialog *>();
    if (dialog == nullptr)
        return false;
    dialog->raise();
    dialog->activateWindow();
    return true;
}

} // namespace

DesktopApp::DesktopApp(DesktopHost &host)
    : m_host(host)
    , m_source(sourceFor(host))
    , m_window(*m_source)
    , m_menu(*m_source)
    , m_tray(*m_source, m_menu, this)
    , m_notices(host, *m_source, m_window.notice())
    , m_teller(*m_source, m_tray)
{
    addPages();
    connectTray();
    connectWindow();
}

DesktopApp::~DesktopApp() = default;

int DesktopApp::run()
{
    // Not quit(): that asks the window, which asks back.
    connect(
        this, &DesktopApp::ended, qApp, [] { QCoreApplication::exit(); }, Qt::QueuedConnection);
    start();
    return QApplication::exec();
}

void DesktopApp::start()
{
    m_source->startProxy();
    if (!m_tray.isAvailable()) {
        openWindow();
        m_notices.sayThereIsNoTray();
    }
    readKeychain();
    welcome();
}

void DesktopApp::raise()
{
    openWindow();
}

void DesktopApp::addPages()
{
    m_requests = new RequestsPage(*m_source);
    m_logs = new LogsPage(m_host);
    connect(m_requests, &RequestsPage::connectAgentRequested, this, &DesktopApp::connectAgent);
    connect(m_requests, &RequestsPage::logRequested, this, [this](const QByteArray &id) {
        m_window.showPage(kLogsPage);
        m_logs->showRequest(id);
    });
    connect(m_requests, &RequestsPage::explainRequested, this,
            [this](const proxy::Exchange &exchange) {
                auto *dialog = new ExplainDialog(exchange, m_source->baseUrl(), &m_window);
                dialog->setAttribute(Qt::WA_DeleteOnClose);
                dialog->show();
            });
    connect(m_logs, &LogsPage::requestChosen, this, [this](const QByteArray &id) {
        if (m_requests->select(id))
            m_window.showPage(kRequestsPage);
        else
            m_window.notice().say(tr("That request is not in the table any more."));
    });
    m_window.addPage(m_requests, symbolicIcon(QStringLiteral("page-requests")), tr("Requests"));
    m_window.addPage(new StatisticsPage(*m_source, m_host.requestLogDir()),
                     symbolicIcon(QStringLiteral("page-statistics")), tr("Statistics"));
    m_window.addPage(new HealthPage(*m_source), symbolicIcon(QStringLiteral("page-health")),
                     tr("Health"));
    m_window.addPage(m_logs, symbolicIcon(QStringLiteral("page-logs")), tr("Logs"));
    addSessionsPage();
}

void DesktopApp::addSessionsPage()
{
    auto *sessions = new SessionsPage(*m_source);
    connect(sessions, &SessionsPage::requestsWanted, this, [this](const QString &filter) {
        m_requests->filter(filter);
        m_window.showPage(kRequestsPage);
    });
    m_window.addPage(sessions, symbolicIcon(QStringLiteral("page-sessions")), tr("Sessions"));
}

void DesktopApp::connectTray()
{
    connect(&m_menu, &TrayMenu::openRequested, this, &DesktopApp::openWindow);
    connect(&m_menu, &TrayMenu::connectAgentRequested, this, &DesktopApp::connectAgent);
    connect(&m_menu, &TrayMenu::settingsRequested, this, &DesktopApp::editSettings);
    connect(&m_menu, &TrayMenu::quitRequested, this, &DesktopApp::quit);
    connect(&m_menu, &TrayMenu::startAtLoginRequested, this, &DesktopApp::setStartsAtLogin);
    connect(&m_tray, &TrayIcon::activated, this, &DesktopApp::openWindow);
    connect(&m_tray, &TrayIcon::appeared, this, [this] {
        m_window.setHidesOnClose(true);
        m_notices.trayAppeared();
    });
    m_window.setHidesOnClose(m_tray.isAvailable());
    m_menu.setStartsAtLogin(m_host.startsAtLogin());
}

void DesktopApp::connectWindow()
{
    connect(&m_window, &MainWindow::quitRequested, this, &DesktopApp::quit);
    connect(&m_window, &MainWindow::connectAgentRequested, this, &DesktopApp::connectAgent);
    connect(&m_window, &MainWindow::settingsRequested, this, &DesktopApp::editSettings);
    connect(&m_window, &MainWindow::hidden, this, &DesktopApp::onHidden);
    connect(m_source.get(), &ProxySource::wishFailed, this, &DesktopApp::warn);
    connect(m_source.get(), &ProxySource::statusChanged, this,
            [this](const proxy::ServiceStatus &status) {
                if (m_source->isDemo() && status.state == proxy::ServiceState::Running)
                    m_demo.start(m_source->baseUrl());
                else
                    m_demo.stop();
            });
    connect(&m_host.service(), &proxy::ProxyService::stopped, this, [this] {
        if (m_quitting)
            Q_EMIT ended();
    });
}

void DesktopApp::openWindow()
{
    m_window.raiseToFront();
}

void DesktopApp::connectAgent()
{
    if (raiseOpen<ConnectDialog>(m_window))
        return;
    auto *dialog = new ConnectDialog(m_host, *m_source, agentPlacesOfProcess(), &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ConnectDialog::settingsRequested, this, &DesktopApp::editSettings);
    connect(dialog, &ConnectDialog::testSent, this, [this] { m_window.showPage(kRequestsPage); });
    dialog->show();
}

void DesktopApp::editSettings()
{
    if (raiseOpen<SettingsDialog>(m_window))
        return;
    auto *dialog = new SettingsDialog(m_host, &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &SettingsDialog::restartRequested, &m_notices, &WindowNotices::offerRestart);
    connect(dialog, &QDialog::finished, this,
            [this] { m_menu.setStartsAtLogin(m_host.startsAtLogin()); });
    dialog->show();
}

void DesktopApp::readKeychain()
{
    if (SecretStore::rememberedKeys().isEmpty())
        return;
    connect(&m_secrets, &SecretStore::read, this, [this](const QMap<QString, QString> &secrets) {
        const proxy::Result<void> used = m_host.useKeychain(secrets);
        if (!used)
            m_window.notice().say(engineText(used.error().detail));
    });
    connect(&m_secrets, &SecretStore::failed, this,
            [this](const QString &key, const QString &reason) {
                m_window.notice().say(tr("The keychain did not give %1: %2").arg(key, reason));
            });
    m_secrets.readAll();
}

void DesktopApp::welcome()
{
    QSettings settings;
    const QString key = QStringLiteral("window/welcomed");
    if (settings.value(key).toBool())
        return;
    settings.setValue(key, true);
    openWindow();
    connectAgent();
}

void DesktopApp::quit()
{
    if (m_source->isAttached())
        return Q_EMIT ended();
    const int open = m_source->status().openExchanges;
    if (open > 0)
        return askBeforeQuitting(open);
    leave(false);
}

void DesktopApp::askBeforeQuitting(int open)
{
    if (m_question) {
        m_question->raise();
        return;
    }
    const bool drains = m_source->status().state == proxy::ServiceState::Draining;
    m_question = new QuitQuestion(open, drains, m_window.isVisible() ? &m_window : nullptr);
    connect(m_question, &QuitQuestion::answered, this, &DesktopApp::leave);
    connect(m_source.get(), &ProxySource::statusChanged, m_question,
            [question = m_question.data()](const proxy::ServiceStatus &status) {
                question->setOpen(status.openExchanges);
            });
    m_question->open();
}

void DesktopApp::leave(bool cut)
{
    const bool isDraining = m_quitting || m_source->status().state == proxy::ServiceState::Draining;
    m_quitting = true;
    if (!cut)
        m_window.notice().say(tr("llm-proxy quits as soon as the open requests are answered. "
                                 "New ones are no longer taken."));
    if (!isDraining)
        m_source->stopProxy();
    // The second one cuts.
    if (cut)
        m_source->stopProxy();
}

void DesktopApp::onHidden()
{
    QSettings settings;
    const QString key = QStringLiteral("window/toldAboutHiding");
    if (settings.value(key).toBool())
        return;
    settings.setValue(key, true);
    m_tray.notify(tr("llm-proxy is still running"),
                  tr("It stays in the tray. Quit it from its menu there."),
                  QSystemTrayIcon::Information);
}

void DesktopApp::setStartsAtLogin(bool on)
{
    const proxy::Result<void> done = m_host.setStartsAtLogin(on);
    if (!done)
        warn(done.error().detail);
    m_menu.setStartsAtLogin(m_host.startsAtLogin());
}

void DesktopApp::warn(const QString &text)
{
    // One at a time, and nothing waits for it: the later reason replaces the former.
    if (!m_warning) {
        m_warning = new QMessageBox(QMessageBox::Warning, QStringLiteral("llm-proxy"), {},
                                    QMessageBox::Ok, m_window.isVisible() ? &m_window : nullptr);
        m_warning->setAttribute(Qt::WA_DeleteOnClose);
    }
    m_warning->setText(engineText(text));
    m_warning->open();
}

} // namespace ui
