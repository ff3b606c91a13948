// SPDX-License-Identifier: LicenseRef-Private
#include "ui/desktopapp.h"

#include "ui/connectdialog.h"
#include "ui/healthpage.h"
#include "ui/logspage.h"
#include "ui/noticebar.h"
#include "ui/requestspage.h"
#include "ui/settingsdialog.h"
#include "ui/source/chosensource.h"
#include "ui/statisticspage.h"
#include "ui/theme.h"

#include <QApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QMessageBox>
#include <QSettings>
#include <QStyle>
#include <QTranslator>

namespace ui {

namespace {

std::unique_ptr<ProxySource> sourceFor(DesktopHost &host)
{
    return std::make_unique<ChosenSource>(host);
}

} // namespace

void prepareApplication(QApplication &application)
{
    QApplication::setApplicationName(QStringLiteral("llm-proxy"));
    QApplication::setOrganizationName(QStringLiteral("llm-proxy"));
    QApplication::setApplicationDisplayName(QStringLiteral("llm-proxy"));
    QApplication::setApplicationVersion(QStringLiteral(LLMPROXY_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("llm-proxy"));
    // The tray keeps the program alive; whoever closes the last window decides.
    QApplication::setQuitOnLastWindowClosed(false);
    applyTheme(chosenTheme());
    auto *translator = new QTranslator(&application);
    const QString language = chosenLanguage();
    if (translator->load(language.isEmpty() ? QLocale() : QLocale(language),
                         QStringLiteral("llm-proxy"), QStringLiteral("_"),
                         QStringLiteral(":/i18n")))
        QApplication::installTranslator(translator);
}

DesktopApp::DesktopApp(DesktopHost &host)
    : m_host(host)
    , m_source(sourceFor(host))
    , m_window(*m_source)
    , m_menu(*m_source)
    , m_tray(*m_source, m_menu)
{
    addPages();
    connectTray();
    connectWindow();
}

DesktopApp::~DesktopApp() = default;

int DesktopApp::run()
{
    m_source->startProxy();
    if (!m_tray.isAvailable()) {
        openWindow();
        sayWhenThereIsNoTray();
    }
    welcome();
    return QApplication::exec();
}

void DesktopApp::raise()
{
    openWindow();
}

void DesktopApp::addPages()
{
    const auto icon = [](QStyle::StandardPixmap pixmap) {
        return QApplication::style()->standardIcon(pixmap);
    };
    auto *requests = new RequestsPage(*m_source);
    connect(requests, &RequestsPage::connectAgentRequested, this, &DesktopApp::connectAgent);
    m_window.addPage(requests, icon(QStyle::SP_FileDialogDetailedView), tr("Requests"));
    m_window.addPage(new StatisticsPage(*m_source, m_host.requestLogDir()),
                     icon(QStyle::SP_FileDialogInfoView), tr("Statistics"));
    m_window.addPage(new HealthPage(*m_source), icon(QStyle::SP_DialogApplyButton), tr("Health"));
    m_window.addPage(new LogsPage(m_host.requestLogDir(), m_host.processLogFile()),
                     icon(QStyle::SP_FileIcon), tr("Logs"));
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
        m_window.notice().clear();
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
    connect(m_source.get(), &ProxySource::statusChanged, this, &DesktopApp::tellState);
    connect(&m_window.notice(), &NoticeBar::actionRequested, this, [this] {
        m_window.notice().clear();
        const auto saved = m_host.saveSettings(
            {{QStringLiteral("LLM_PROXY_PORT"), QString::number(m_offeredPort)}});
        if (saved)
            m_source->startProxy();
        else
            m_window.notice().say(saved.error().detail);
    });
    connect(m_source.get(), &ProxySource::wishFailed, this, [this](const QString &reason) {
        QMessageBox::warning(&m_window, QStringLiteral("llm-proxy"), reason);
    });
    connect(&m_host.service(), &proxy::ProxyService::stopped, this, [this] {
        if (m_quitting)
            QApplication::quit();
    });
}

void DesktopApp::openWindow()
{
    m_window.raiseToFront();
}

void DesktopApp::connectAgent()
{
    auto *dialog = new ConnectDialog(m_host, *m_source, agentPlacesOfProcess(), &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ConnectDialog::settingsRequested, this, &DesktopApp::editSettings);
    connect(dialog, &ConnectDialog::testSent, this, [this] { m_window.showPage(0); });
    dialog->show();
}

void DesktopApp::editSettings()
{
    auto *dialog = new SettingsDialog(m_host, &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

void DesktopApp::sayWhenThereIsNoTray()
{
    const QString desktop = qEnvironmentVariable("XDG_CURRENT_DESKTOP");
    m_window.notice().say(
        desktop.contains(QStringLiteral("GNOME"), Qt::CaseInsensitive)
            ? tr("GNOME shows no tray of its own. With the extension \"AppIndicator and "
                 "KStatusNotifierItem Support\" llm-proxy appears there; until then, closing this "
                 "window quits.")
            : tr("This desktop has no tray (a panel with a system tray would show one). It is "
                 "picked up when it appears; until then, closing this window quits."));
}

void DesktopApp::offerAnotherPort(const proxy::ServiceStatus &status)
{
    const quint16 port = m_host.config().config.server.port;
    const QString holder = m_host.portHolder(port);
    if (holder.isEmpty())
        return m_window.notice().say(status.failure ? status.failure->detail : QString());
    constexpr quint16 kFarthest = 50;
    m_offeredPort = 0;
    for (quint16 ahead = 1; ahead <= kFarthest && port <= UINT16_MAX - kFarthest; ++ahead) {
        const auto candidate = static_cast<quint16>(port + ahead);
        if (!m_host.portHolder(candidate).isEmpty())
            continue;
        m_offeredPort = candidate;
        break;
    }
    m_window.notice().say(tr("Port %1 is held by %2.").arg(port).arg(holder),
                          m_offeredPort == 0 ? QString() : tr("Use port %1").arg(m_offeredPort));
}

void DesktopApp::tellState(const proxy::ServiceStatus &status)
{
    using proxy::ServiceState;
    if (m_source->isAttached() != m_toldAttached) {
        m_toldAttached = m_source->isAttached();
        if (m_toldAttached)
            m_window.notice().say(tr("This window shows the llm-proxy that runs as process %1. "
                                     "Quitting the window leaves that proxy running.")
                                      .arg(m_source->processId()));
        else
            m_window.notice().say(tr("The llm-proxy that this window showed has ended. The menu "
                                     "can start one here."));
    }
    if (status.state == ServiceState::Failed && m_lastState != ServiceState::Failed)
        offerAnotherPort(status);
    m_lastState = status.state;
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
    const int open = m_source->isAttached() ? 0 : m_source->status().openExchanges;
    if (open > 0 && !m_quitting) {
        const auto answer =
            QMessageBox::question(&m_window, QStringLiteral("llm-proxy"),
                                  tr("%n request(s) are still being answered. llm-proxy finishes "
                                     "them, then it quits. Quit?",
                                     nullptr, open));
        if (answer != QMessageBox::Yes)
            return;
    }
    m_quitting = true;
    if (m_source->isAttached())
        QApplication::quit();
    else
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
        QMessageBox::warning(&m_window, QStringLiteral("llm-proxy"), done.error().detail);
    m_menu.setStartsAtLogin(m_host.startsAtLogin());
}

} // namespace ui
