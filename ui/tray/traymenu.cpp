// SPDX-License-Identifier: LicenseRef-Private
#include "ui/tray/traymenu.h"

#include "ui/look/humanformat.h"
#include "ui/sessions/sessionsmenu.h"
#include "ui/tray/budgetmenu.h"
#include "ui/tray/proxyactions.h"
#include "ui/tray/statusicons.h"
#include "ui/words/enginecode.h"

#include <QClipboard>
#include <QGuiApplication>

#include <algorithm>

namespace ui {

namespace {

quint64 countOf(const proxy::Statistics &statistics, proxy::Difficulty difficulty)
{
    const auto found = statistics.byDifficulty.find(difficulty);
    return found == statistics.byDifficulty.end() ? 0 : found->second;
}

/// A line has room for a few: of each window the fullest account, of the windows the fullest.
proxy::PlanWindows fullestWindows(proxy::PlanWindows windows)
{
    constexpr size_t kMost = 3;
    std::stable_sort(windows.begin(), windows.end(),
                     [](const auto &one, const auto &other) { return one.used > other.used; });
    proxy::PlanWindows fullest;
    for (proxy::PlanWindow &window : windows) {
        const auto isSame = [&window](const auto &other) { return other.name == window.name; };
        if (fullest.size() < kMost && std::none_of(fullest.begin(), fullest.end(), isSame))
            fullest.push_back(std::move(window));
    }
    std::stable_sort(fullest.begin(), fullest.end(), [](const auto &one, const auto &other) {
        return one.lengthSeconds < other.lengthSeconds;
    });
    return fullest;
}

std::optional<proxy::Restraint> strictestQuota(const proxy::QuotasInForce &quotas)
{
    std::optional<proxy::Restraint> strictest;
    for (const proxy::QuotaInForce &quota : quotas)
        strictest = std::max(strictest.value_or(quota.limit.restraint), quota.limit.restraint);
    return strictest;
}

} // namespace

TrayMenu::TrayMenu(ProxySource &source, QWidget *parent)
    : QMenu(parent)
    , m_source(source)
    , m_proxy(new ProxyActions(source, this))
{
    addStatusLines();
    addSeparator();
    connect(say(addAction(QString()), QT_TR_NOOP("&Open llm-proxy")), &QAction::triggered, this,
            &TrayMenu::openRequested);
    connect(say(addAction(QString()), QT_TR_NOOP("&Connect an agent…")), &QAction::triggered, this,
            &TrayMenu::connectAgentRequested);
    connect(say(addAction(QString()), QT_TR_NOOP("Copy &base URL")), &QAction::triggered, this,
            [this] { QGuiApplication::clipboard()->setText(m_source.baseUrl()); });
    addSeparator();
    m_proxy->addRoutingTo(*this, ProxyActions::Pauses::One);
    addSessions();
    addBudgets();
    addSeparator();
    addLifecycle();
    connect(&m_source, &ProxySource::statusChanged, this, &TrayMenu::showStatus);
    showStatus(m_source.status());
}

void TrayMenu::setStartsAtLogin(bool on)
{
    m_atLogin->setChecked(on);
}

void TrayMenu::retranslate()
{
    for (const auto &[action, text] : m_said)
        action->setText(tr(text));
    m_proxy->retranslate();
    m_sessions->retranslate();
    m_budgets->retranslate();
    showStatus(m_source.status());
}

QAction *TrayMenu::say(QAction *action, const char *text)
{
    m_said.emplace_back(action, text);
    action->setText(tr(text));
    return action;
}

void TrayMenu::addStatusLines()
{
    m_state = addAction(QString());
    m_numbers = addAction(QString());
    m_state->setEnabled(false);
    m_numbers->setEnabled(false);
}

void TrayMenu::addSessions()
{
    auto *menu = new SessionsMenu(m_source, this);
    m_sessions = menu;
    addMenu(menu);
    connect(this, &QMenu::aboutToShow, menu, &SessionsMenu::refresh);
    connect(menu, &SessionsMenu::sessionRequested, this, &TrayMenu::sessionRequested);
    connect(menu, &SessionsMenu::refused, this, &TrayMenu::refused);
}

void TrayMenu::addBudgets()
{
    m_budgets = new BudgetMenu(m_source, this);
    addMenu(m_budgets);
}

void TrayMenu::addLifecycle()
{
    m_proxy->addToggleTo(*this);
    m_atLogin = say(addAction(QString()), QT_TR_NOOP("Start at &login"));
    m_atLogin->setCheckable(true);
    connect(m_atLogin, &QAction::triggered, this, &TrayMenu::startAtLoginRequested);
    connect(say(addAction(QString()), QT_TR_NOOP("&Settings…")), &QAction::triggered, this,
            &TrayMenu::settingsRequested);
    connect(say(addAction(QString()), QT_TR_NOOP("&Quit")), &QAction::triggered, this,
            &TrayMenu::quitRequested);
}

void TrayMenu::showStatus(const proxy::ServiceStatus &status)
{
    const QString problem = problemText(status);
    m_state->setText(problem.isEmpty() ? stateText(status) : problem);
    m_state->setIcon(statusIcon(trayState(status), variantForPalette()));
    m_numbers->setText(todayText(status));
    m_numbers->setVisible(!m_numbers->text().isEmpty());
    m_budgets->show(status.budgets);
}

QString todayText(const proxy::ServiceStatus &status)
{
    // Of a stopped one nothing is known, which is not zero.
    if (status.state != proxy::ServiceState::Running
        && status.state != proxy::ServiceState::Draining)
        return {};
    const proxy::Statistics &today = status.today;
    // The books know of the day before this start; the counters do not.
    const auto counted = static_cast<qint64>(today.requests);
    QStringList parts {TrayMenu::tr("%n request(s) today", nullptr,
                                    static_cast<int>(std::max(counted, status.bookedToday)))};
    if (today.routable > 0 && status.bookedToday <= counted)
        parts << TrayMenu::tr("%1 easy").arg(
            humanShare(countOf(today, proxy::Difficulty::Easy), today.routable));
    if (today.routing.count() > 0)
        parts << TrayMenu::tr("Morph %1").arg(humanDuration(today.routing.percentile(0.5)));
    if (status.savedToday > 0)
        parts << TrayMenu::tr("%1 saved").arg(humanMoney(inDollars(status.savedToday)));
    else if (status.savedToday < 0)
        parts << TrayMenu::tr("%1 lost").arg(humanMoney(inDollars(-status.savedToday)));
    for (const proxy::PlanWindow &window : fullestWindows(status.planWindows))
        parts << TrayMenu::tr("%1 of the plan %2 used")
                     .arg(QString::fromUtf8(window.name), humanShare(window.used));
    if (const auto strictest = strictestQuota(status.quotas))
        parts << TrayMenu::tr("plan limit: %1").arg(engineCode(proxy::name(*strictest)));
    return parts.join(QStringLiteral(" · "));
}

QString stateText(const proxy::ServiceStatus &status)
{
    switch (status.state) {
    case proxy::ServiceState::Running:
        return TrayMenu::tr("Running on 127.0.0.1:%1").arg(status.port);
    case proxy::ServiceState::Starting:
        return TrayMenu::tr("Starting…");
    case proxy::ServiceState::Draining:
        return TrayMenu::tr("Finishing open streams…");
    case proxy::ServiceState::Failed:
        return TrayMenu::tr("Could not start");
    case proxy::ServiceState::Stopped:
        break;
    }
    return TrayMenu::tr("Stopped");
}

} // namespace ui
