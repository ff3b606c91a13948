// SPDX-License-Identifier: LicenseRef-Private
#include "ui/desktop/desktopapp.h"

#include "ui/connect/connectdialog.h"
#include "ui/desktop/about.h"
#include "ui/host/language.h"
#include "ui/look/theme.h"
#include "ui/settings/generalpage.h"
#include "ui/settings/settingsdialog.h"
#include "ui/source/chosensource.h"
#include "ui/window/messagebar.h"
#include "ui/words/enginetext.h"

#include <QApplication>
#include <QDateTime>
#include <QMessageBox>
#include <QSettings>

namespace ui {

namespace {

using namespace std::chrono_literals;

/// At login the panel may come after us; TrayIcon looks every five seconds.
constexpr auto kTrayGrace = 22s;

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
    , m_menu(*m_source)
    , m_tray(*m_source, m_menu, this)
    , m_notificationSender(*m_source, m_tray)
    , m_shortcutActions(*m_source)
    , m_language(chosenLanguage())
{
    buildWindow();
    m_messages = std::make_unique<WindowMessages>(host, *m_source, m_window->messageBar());
    connectTray();
    connectSource();
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
    if (!m_tray.isAvailable())
        m_messages->trayIsMissing(m_host.isInBackground() ? kTrayGrace : 0s);
    readKeychain();
    welcome();
}

void DesktopApp::raise()
{
    // Who starts the program while it ends wants it to go on.
    m_beginsAnew = m_quitting;
    openWindow();
}

void DesktopApp::buildWindow()
{
    m_window = std::make_unique<MainWindow>(*m_source);
    m_pages = std::make_unique<WindowPages>(m_host, *m_source, m_happenings, *m_window);
    connect(m_pages.get(), &WindowPages::connectAgentRequested, this, &DesktopApp::connectAgent);
    connect(m_window.get(), &MainWindow::quitRequested, this, &DesktopApp::quit);
    connect(m_window.get(), &MainWindow::connectAgentRequested, this, &DesktopApp::connectAgent);
    connect(m_window.get(), &MainWindow::settingsRequested, this, &DesktopApp::editSettings);
    connect(m_window.get(), &MainWindow::hidden, this, &DesktopApp::onHidden);
    connect(m_window.get(), &MainWindow::startAtLoginRequested, this,
            &DesktopApp::setStartsAtLogin);
    connect(m_window.get(), &MainWindow::healthRequested, m_pages.get(), &WindowPages::showHealth);
    connect(m_window.get(), &MainWindow::aboutRequested, this,
            [this] { showAbout(*m_window, m_source->status()); });
    connect(m_window.get(), &MainWindow::manualRequested, this,
            [this] { m_manual.openTopic(QStringLiteral("starting")); });
    connect(m_window.get(), &MainWindow::restartRequested, this, [this] { m_messages->restart(); });
    showStartsAtLogin();
}

void DesktopApp::speakChosenLanguage()
{
    // Whoever is asked something answers first; the next start has the language then.
    if (chosenLanguage() == m_language || m_quitting || m_question)
        return;
    m_language = chosenLanguage();
    const WindowPages::State state = m_pages->state();
    const bool wasVisible = m_window->isVisible();
    const QSize size = m_window->isMaximized() ? QSize() : m_window->size();
    m_window->remember();
    m_pages.reset();
    m_window.reset();
    installLanguage(*qApp, m_language);
    buildWindow();
    // What was remembered is fitted to the screen; who has it larger wants it so.
    if (size.isValid())
        m_window->resize(size);
    m_window->setHidesOnClose(m_tray.isAvailable());
    m_messages->moveTo(m_window->messageBar());
    m_pages->restore(state);
    m_manual.retranslate();
    m_menu.retranslate();
    m_tray.refresh();
    if (wasVisible)
        openWindow();
}

void DesktopApp::connectTray()
{
    connect(&m_menu, &TrayMenu::openRequested, this, &DesktopApp::openWindow);
    connect(&m_menu, &TrayMenu::connectAgentRequested, this, &DesktopApp::connectAgent);
    connect(&m_menu, &TrayMenu::settingsRequested, this, &DesktopApp::editSettings);
    connect(&m_menu, &TrayMenu::quitRequested, this, &DesktopApp::quit);
    connect(&m_menu, &TrayMenu::refused, this, &DesktopApp::warn);
    connect(&m_menu, &TrayMenu::sessionRequested, this, [this](const QString &id) {
        m_pages->showSession(id);
        openWindow();
    });
    connect(&m_menu, &TrayMenu::startAtLoginRequested, this, &DesktopApp::setStartsAtLogin);
    connect(&m_tray, &TrayIcon::activated, this, &DesktopApp::openWindow);
    connect(&m_notificationSender, &NotificationSender::told, this,
            [this](const Notification &notification) {
                m_happenings.add({.atMs = QDateTime::currentMSecsSinceEpoch(),
                                  .title = notification.title,
                                  .text = notification.text,
                                  .isProblem = notification.isProblem});
            });
    connect(&m_notificationSender, &NotificationSender::windowWanted, this,
            &DesktopApp::openWindow);
    connect(&m_shortcuts, &GlobalShortcuts::pressed, &m_shortcutActions, &ShortcutActions::run);
    connect(&m_shortcutActions, &ShortcutActions::told, &m_notificationSender,
            &NotificationSender::say);
    connect(&m_tray, &TrayIcon::appeared, this, [this] {
        m_window->setHidesOnClose(true);
        m_messages->trayAppeared();
    });
    connect(m_messages.get(), &WindowMessages::windowNeeded, this, &DesktopApp::openWindow);
    m_window->setHidesOnClose(m_tray.isAvailable());
    showStartsAtLogin();
}

void DesktopApp::connectSource()
{
    connect(m_source.get(), &ProxySource::wishFailed, this, &DesktopApp::warn);
    connect(&m_demo, &DemoTraffic::told, m_messages.get(), &WindowMessages::tellTour);
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
    m_window->raiseToFront();
}

void DesktopApp::connectAgent()
{
    if (raiseOpen<ConnectDialog>(*m_window))
        return;
    auto *dialog = new ConnectDialog(m_host, *m_source, agentPlacesOfProcess(), m_window.get());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ConnectDialog::settingsRequested, this, &DesktopApp::editSetting);
    connect(dialog, &ConnectDialog::testSent, this, [this] { m_pages->showRequests(); });
    dialog->show();
}

void DesktopApp::editSettings()
{
    if (raiseOpen<SettingsDialog>(*m_window))
        return;
    auto *dialog = new SettingsDialog(
        m_host, m_source->status().listedModels, m_window.get(),
        [this] { return m_pages->latestRequests(); }, &m_shortcuts);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &SettingsDialog::restartRequested, m_messages.get(),
            &WindowMessages::offerRestart);
    connect(dialog, &QDialog::finished, this, [this] { showStartsAtLogin(); });
    // Once the dialog, which the window owns, is out of the way.
    connect(dialog, &QDialog::finished, this, &DesktopApp::speakChosenLanguage,
            Qt::QueuedConnection);
    dialog->show();
}

void DesktopApp::editSetting(const QString &key)
{
    editSettings();
    m_window->findChild<SettingsDialog *>()->showSetting(key);
}

void DesktopApp::readKeychain()
{
    if (SecretStore::rememberedKeys().isEmpty())
        return;
    connect(&m_secrets, &SecretStore::read, this, [this](const QMap<QString, QString> &secrets) {
        const proxy::Result<void> used = m_host.useKeychain(secrets);
        if (!used)
            m_window->messageBar().say(engineText(used.error().detail));
    });
    connect(&m_secrets, &SecretStore::failed, this,
            [this](const QString &key, const QString &reason) {
                m_window->messageBar().say(tr("The keychain did not give %1: %2").arg(key, reason));
            });
    m_secrets.readAll();
}

void DesktopApp::welcome()
{
    QSettings settings;
    const QString key = QStringLiteral("window/welcomed");
    if (m_host.isInBackground())
        return;
    const bool isKnown = settings.value(key).toBool();
    if (!isKnown || !startsInTray() || !m_tray.isAvailable())
        openWindow();
    if (isKnown)
        return;
    settings.setValue(key, true);
    connectAgent();
}

void DesktopApp::quit()
{
    m_source->showDemo(false);
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
    m_question = new QuitQuestion(open, drains, m_window->isVisible() ? m_window.get() : nullptr);
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
        m_messages->waitForOpenRequests();
    if (!isDraining)
        m_host.stopEngine(proxy::Drain::Patient);
    // The second one cuts.
    if (cut)
        m_host.stopEngine();
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
    showStartsAtLogin();
}

void DesktopApp::showStartsAtLogin()
{
    const bool starts = m_host.startsAtLogin();
    m_menu.setStartsAtLogin(starts);
    m_window->setStartsAtLogin(starts);
}

void DesktopApp::warn(const proxy::Text &reason)
{
    // One at a time, and nothing waits for it: the later reason replaces the former.
    if (!m_warning) {
        m_warning =
            new QMessageBox(QMessageBox::Warning, QStringLiteral("llm-proxy"), {}, QMessageBox::Ok,
                            m_window->isVisible() ? m_window.get() : nullptr);
        m_warning->setAttribute(Qt::WA_DeleteOnClose);
    }
    m_warning->setText(engineText(reason));
    m_warning->open();
}

} // namespace ui
