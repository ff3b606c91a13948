// SPDX-License-Identifier: LicenseRef-Private
#include "ui/tray/statusicons.h"

#include "ui/look/symbolicicon.h"
#include "ui/look/theme.h"
#include "ui/tray/budgetmenu.h"
#include "ui/words/enginetext.h"

#include <QCoreApplication>
#include <QGuiApplication>
#include <QPalette>

#include <array>

namespace ui {

namespace {

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
    static constexpr std::array kVariants {"light", "dark", "symbolic"};
    QIcon icon = drawnIcon(fileName(state) + u'-'
                           + QLatin1StringView(kVariants.at(static_cast<size_t>(variant))));
    icon.setIsMask(variant == IconVariant::Symbolic);
    return icon;
}

IconVariant variantForPalette()
{
    const QColor window = QGuiApplication::palette().color(QPalette::Window);
    return window.lightness() < 128 ? IconVariant::Dark : IconVariant::Light;
}

IconVariant variantForPanel()
{
    // GNOME's top bar is dark in both of its themes.
    const bool isGnome = qEnvironmentVariable("XDG_CURRENT_DESKTOP")
                             .contains(QStringLiteral("GNOME"), Qt::CaseInsensitive);
    return isGnome || systemIsDark() ? IconVariant::Dark : IconVariant::Light;
}

} // namespace ui
