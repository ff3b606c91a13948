// SPDX-License-Identifier: LicenseRef-Private
#include "ui/tray/statusicons.h"

#include "ui/look/symbolicicon.h"
#include "ui/look/theme.h"
#include "ui/tray/budgetmenu.h"
#include "ui/words/enginetext.h"

#include <QCoreApplication>
#include <QGuiApplication>
#include <QPalette>
#include <QSettings>

#include <array>
#include <utility>

namespace ui {

namespace {

const QString kTrayIcon = QStringLiteral("tray/icon");
constexpr std::array kCodes {
    std::pair {IconVariant::Light, "light"}, std::pair {IconVariant::Dark, "dark"},
    std::pair {IconVariant::Symbolic, "one-colour"}, std::pair {IconVariant::Outlined, "outlined"}};

QString translated(const char *text)
{
    return QCoreApplication::translate("StatusIcons", text);
}

QString fileName(TrayState state)
{
    switch (state) {
    case TrayState::Stopped:
        return QStringLiteral("stopped");
    case TrayState::Running:
        return QStringLiteral("running");
    case TrayState::RoutingOff:
        return QStringLiteral("routing-off");
    case TrayState::Degraded:
        return QStringLiteral("degraded");
    case TrayState::Attention:
        break;
    }
    return QStringLiteral("attention");
}

bool isUpstreamDown(const proxy::ServiceStatus &status)
{
    return status.upstream.state == "open" || status.upstreamReachable == false;
}

} // namespace

TrayState trayState(const proxy::ServiceStatus &status)
{
    using proxy::ServiceState;
    if (status.state == ServiceState::Failed)
        return TrayState::Attention;
    if (status.state != ServiceState::Running)
        return TrayState::Stopped;
    if (stoppedUse(status.budgets))
        return TrayState::Attention;
    const bool routes = status.routing == proxy::RoutingState::On;
    if (isUpstreamDown(status) || (routes && !status.routerWorks()))
        return TrayState::Degraded;
    return routes ? TrayState::Running : TrayState::RoutingOff;
}

QString problemText(const proxy::ServiceStatus &status)
{
    if (status.failure)
        return engineText(status.failure->detail);
    if (status.state != proxy::ServiceState::Running)
        return {};
    if (const proxy::BudgetUse *use = stoppedUse(status.budgets))
        return translated(QT_TRANSLATE_NOOP("StatusIcons", "Limit used up: %1"))
            .arg(budgetText(*use));
    if (isUpstreamDown(status))
        return translated(QT_TRANSLATE_NOOP("StatusIcons", "CLIProxyAPI is not reachable"));
    if (status.routing == proxy::RoutingState::On && !status.routerWorks())
        return translated(
            QT_TRANSLATE_NOOP("StatusIcons", "Morph fails: requests keep their model"));
    if (status.routing == proxy::RoutingState::NoKey)
        return translated(
            QT_TRANSLATE_NOOP("StatusIcons", "Routing is off: no Morph API key is set"));
    return {};
}

QIcon statusIcon(TrayState state, IconVariant variant)
{
    const auto drawn = [state](const char *colours) {
        return fileName(state) + u'-' + QLatin1StringView(colours);
    };
    switch (variant) {
    case IconVariant::Light:
        break;
    case IconVariant::Dark:
        return drawnIcon(drawn("dark"));
    case IconVariant::Outlined:
        return outlinedIcon(drawn("light"), Qt::white);
    case IconVariant::Symbolic: {
        QIcon icon = drawnIcon(drawn("symbolic"));
        icon.setIsMask(true);
        return icon;
    }
    }
    return drawnIcon(drawn("light"));
}

IconVariant variantForPalette()
{
    const QColor window = QGuiApplication::palette().color(QPalette::Window);
    return window.lightness() < 128 ? IconVariant::Dark : IconVariant::Light;
}

IconVariant variantForPanel()
{
    if (const auto chosen = chosenTrayIcon())
        return *chosen;
    // The menu bar colours a template by itself.
    if (QGuiApplication::platformName() == QStringLiteral("cocoa"))
        return IconVariant::Symbolic;
    // GNOME's top bar is dark in both of its themes.
    const bool isGnome = qEnvironmentVariable("XDG_CURRENT_DESKTOP")
                             .contains(QStringLiteral("GNOME"), Qt::CaseInsensitive);
    return isGnome || systemIsDark() ? IconVariant::Dark : IconVariant::Outlined;
}

std::optional<IconVariant> chosenTrayIcon()
{
    const QString name = QSettings().value(kTrayIcon).toString();
    for (const auto &[variant, code] : kCodes) {
        if (name == QLatin1StringView(code))
            return variant;
    }
    return std::nullopt;
}

void chooseTrayIcon(std::optional<IconVariant> variant)
{
    QString name;
    for (const auto &[each, code] : kCodes) {
        if (each == variant)
            name = QLatin1StringView(code);
    }
    QSettings().setValue(kTrayIcon, name);
}

} // namespace ui
