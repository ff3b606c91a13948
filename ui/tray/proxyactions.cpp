// SPDX-License-Identifier: LicenseRef-Private
#include "ui/tray/proxyactions.h"

#include <QAction>
#include <QActionGroup>
#include <QDateTime>
#include <QLocale>
#include <QMenu>

namespace ui {

namespace {

using namespace std::chrono_literals;

QAction *addChoice(QMenu *menu, QActionGroup *group, const QString &text, int value)
{
    QAction *action = menu->addAction(text);
    action->setCheckable(true);
    action->setData(value);
    group->addAction(action);
    return action;
}

void check(const QActionGroup *group, int value)
{
    for (QAction *action : group->actions())
        action->setChecked(action->data().toInt() == value);
}

bool canPause(proxy::RoutingState state)
{
    return state == proxy::RoutingState::On || state == proxy::RoutingState::Paused;
}

} // namespace

ProxyActions::ProxyActions(ProxySource &source, QObject *parent)
    : QObject(parent)
    , m_source(source)
{
    connect(&m_source, &ProxySource::statusChanged, this, &ProxyActions::showStatus);
}

void ProxyActions::addRoutingTo(QMenu &menu, Pauses pauses)
{
    m_route = say(menu.addAction(QString()), QT_TR_NOOP("&Route requests"));
    m_route->setCheckable(true);
    connect(m_route, &QAction::triggered, &m_source, &ProxySource::setRoutingEnabled);
    m_pause = menu.addAction(QString());
    connect(m_pause, &QAction::triggered, this, [this] {
        if (m_source.status().routing == proxy::RoutingState::Paused)
            m_source.resumeRouting();
        else
            m_source.pauseRouting(30min);
    });
    if (pauses == Pauses::Several)
        addPausesTo(menu);
    addModesTo(menu);
    addProvidersTo(menu);
    showStatus(m_source.status());
}

void ProxyActions::addToggleTo(QMenu &menu)
{
    m_toggle = menu.addAction(QString());
    connect(m_toggle, &QAction::triggered, this, [this] {
        if (m_source.status().state == proxy::ServiceState::Running)
            m_source.stopProxy();
        else
            m_source.startProxy();
    });
    showStatus(m_source.status());
}

void ProxyActions::retranslate()
{
    for (const auto &[action, text] : m_said)
        action->setText(tr(text));
    showStatus(m_source.status());
}

QAction *ProxyActions::say(QAction *action, const char *text)
{
    m_said.emplace_back(action, text);
    action->setText(tr(text));
    return action;
}

void ProxyActions::addPausesTo(QMenu &menu)
{
    m_pauses = menu.addMenu(QString());
    say(m_pauses->menuAction(), QT_TR_NOOP("Pa&use for"));
    const std::array times {std::pair {5min, QT_TR_NOOP("5 minutes")},
                            std::pair {30min, QT_TR_NOOP("30 minutes")},
                            std::pair {60min, QT_TR_NOOP("An hour")}};
    for (const auto &[time, text] : times)
        connect(say(m_pauses->addAction(QString()), text), &QAction::triggered, this,
                [this, time = time] { m_source.pauseRouting(time); });
    connect(say(m_pauses->addAction(QString()), QT_TR_NOOP("Until tomorrow morning")),
            &QAction::triggered, this,
            [this] { m_source.pauseRouting(untilMorning(QDateTime::currentDateTime())); });
}

void ProxyActions::addModesTo(QMenu &menu)
{
    QMenu *modes = menu.addMenu(QString());
    say(modes->menuAction(), QT_TR_NOOP("&Mode"));
    m_modes = new QActionGroup(this);
    say(addChoice(modes, m_modes, {}, static_cast<int>(proxy::RouterMode::Balanced)),
        QT_TR_NOOP("Balanced"));
    say(addChoice(modes, m_modes, {}, static_cast<int>(proxy::RouterMode::Aggressive)),
        QT_TR_NOOP("Aggressive"));
    connect(m_modes, &QActionGroup::triggered, this, [this](QAction *action) {
        m_source.setMode(static_cast<proxy::RouterMode>(action->data().toInt()));
    });
}

void ProxyActions::addProvidersTo(QMenu &menu)
{
    using proxy::RouterProvider;
    QMenu *providers = menu.addMenu(QString());
    say(providers->menuAction(), QT_TR_NOOP("Pro&vider"));
    m_providers = new QActionGroup(this);
    addChoice(providers, m_providers, QStringLiteral("Anthropic"),
              static_cast<int>(RouterProvider::Anthropic));
    addChoice(providers, m_providers, QStringLiteral("OpenAI"),
              static_cast<int>(RouterProvider::OpenAi));
    addChoice(providers, m_providers, QStringLiteral("Gemini"),
              static_cast<int>(RouterProvider::Gemini));
    say(addChoice(providers, m_providers, {}, static_cast<int>(RouterProvider::Auto)),
        QT_TR_NOOP("Follow the request"));
    connect(m_providers, &QActionGroup::triggered, this, [this](QAction *action) {
        m_source.setProvider(static_cast<RouterProvider>(action->data().toInt()));
    });
}

void ProxyActions::showStatus(const proxy::ServiceStatus &status)
{
    if (m_toggle != nullptr) {
        const bool isRunning = status.state == proxy::ServiceState::Running;
        m_toggle->setText(isRunning ? tr("S&top the proxy") : tr("S&tart the proxy"));
        m_toggle->setEnabled(status.state != proxy::ServiceState::Starting);
    }
    if (m_route == nullptr)
        return;
    m_route->setEnabled(status.routing != proxy::RoutingState::NoKey);
    m_route->setChecked(canPause(status.routing));
    showPause(status);
    check(m_modes, static_cast<int>(status.mode));
    check(m_providers, static_cast<int>(status.provider));
}

void ProxyActions::showPause(const proxy::ServiceStatus &status)
{
    m_pause->setEnabled(canPause(status.routing));
    if (m_pauses != nullptr)
        m_pauses->setEnabled(canPause(status.routing));
    if (status.routing != proxy::RoutingState::Paused)
        m_pause->setText(tr("&Pause routing for 30 minutes"));
    else if (status.pausedUntilMs)
        m_pause->setText(tr("Routing resumes at %1 · Resume now")
                             .arg(QLocale().toString(
                                 QDateTime::fromMSecsSinceEpoch(*status.pausedUntilMs).time(),
                                 QLocale::ShortFormat)));
    else
        m_pause->setText(tr("Resume routing"));
}

std::chrono::minutes untilMorning(const QDateTime &now)
{
    const QTime morning(6, 0);
    QDateTime end(now.date(), morning);
    if (end <= now)
        end = QDateTime(now.date().addDays(1), morning);
    return std::chrono::minutes((now.secsTo(end) + 59) / 60);
}

} // namespace ui
