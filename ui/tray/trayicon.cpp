// SPDX-License-Identifier: LicenseRef-Private
#include "ui/tray/trayicon.h"

namespace ui {

namespace {

using namespace std::chrono_literals;

constexpr auto kRetryInterval = 5s;

} // namespace

TrayIcon::TrayIcon(ProxySource &source, TrayMenu &menu, QObject *parent)
    : QObject(parent)
    , m_source(source)
    , m_menu(menu)
{
    connect(&m_source, &ProxySource::statusChanged, this, &TrayIcon::showStatus);
    connect(&m_retry, &QTimer::timeout, this, &TrayIcon::showWhenPossible);
    makeIcon();
    m_retry.start(kRetryInterval);
    showWhenPossible();
}

/// An icon finds out how trays are reached here (D-Bus or X11) when it is made, and keeps to it.
void TrayIcon::makeIcon()
{
    m_icon = std::make_unique<QSystemTrayIcon>();
    m_icon->setContextMenu(&m_menu);
    connect(m_icon.get(), &QSystemTrayIcon::activated, this,
            [this](QSystemTrayIcon::ActivationReason reason) {
                if (reason == QSystemTrayIcon::Trigger || reason == QSystemTrayIcon::DoubleClick)
                    Q_EMIT activated();
            });
    connect(m_icon.get(), &QSystemTrayIcon::messageClicked, this, &TrayIcon::messageClicked);
    m_shown.reset();
    showStatus(m_source.status());
}

void TrayIcon::notify(const QString &title, const QString &text, QSystemTrayIcon::MessageIcon kind)
{
    if (m_icon->isVisible())
        m_icon->showMessage(title, text, kind);
    Q_EMIT told(title, text);
}

void TrayIcon::showWhenPossible()
{
    if (!QSystemTrayIcon::isSystemTrayAvailable())
        return;
    m_retry.stop();
    makeIcon();
    m_icon->show();
    Q_EMIT appeared();
}

void TrayIcon::showStatus(const proxy::ServiceStatus &status)
{
    const std::pair shown {trayState(status), variantForPanel()};
    if (shown != m_shown)
        m_icon->setIcon(statusIcon(shown.first, shown.second));
    m_shown = shown;
    QStringList lines {QStringLiteral("llm-proxy · ") + stateText(status)};
    if (const QString numbers = todayText(status); !numbers.isEmpty())
        lines << numbers;
    if (m_source.isDemo())
        lines << tr("Demo: built-in fake servers answer");
    const QString problem = problemText(status);
    if (!problem.isEmpty())
        lines << problem;
    m_icon->setToolTip(lines.join(u'\n'));
}

} // namespace ui
