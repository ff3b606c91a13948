// SPDX-License-Identifier: LicenseRef-Private
#include "ui/tray/shortcutactions.h"

#include "ui/words/enginetext.h"

#include <algorithm>
#include <utility>

namespace ui {

namespace {

using namespace std::chrono_literals;

constexpr auto kPauseLength = 30min;
constexpr auto kRecently = 1h;

} // namespace

ShortcutActions::ShortcutActions(ProxySource &source, QObject *parent)
    : QObject(parent)
    , m_source(source)
    , m_sessions(source)
{
    connect(
        &m_source, &ProxySource::statusChanged, this, [this](const proxy::ServiceStatus &status) {
            const bool isPaused = status.routing == proxy::RoutingState::Paused;
            if (m_awaited == Awaited::Pause && isPaused)
                tell(tr("Routing is paused for 30 minutes"), tr("Every request keeps its model."));
            else if (m_awaited == Awaited::Resumption && !isPaused)
                tell(tr("Routing goes on"));
        });
    // The window says why.
    connect(&m_source, &ProxySource::wishFailed, this, [this] { m_awaited = Awaited::Nothing; });
    connect(&m_sessions, &SessionList::changed, this, &ShortcutActions::boost);
    const auto tellRefusal = [this](const proxy::Text &reason) {
        if (m_awaited != Awaited::Nothing)
            tell(tr("No session was boosted"), engineText(reason), true);
    };
    connect(&m_sessions, &SessionList::failed, this, tellRefusal);
    connect(&m_sessions, &SessionList::refused, this, tellRefusal);
}

void ShortcutActions::run(GlobalShortcut shortcut)
{
    if (shortcut == GlobalShortcut::Pause)
        return toggleRouting();
    m_awaited = Awaited::Sessions;
    m_sessions.refresh();
}

void ShortcutActions::toggleRouting()
{
    switch (m_source.status().routing) {
    case proxy::RoutingState::Paused:
        m_awaited = Awaited::Resumption;
        return m_source.resumeRouting();
    case proxy::RoutingState::On:
        m_awaited = Awaited::Pause;
        return m_source.pauseRouting(kPauseLength);
    default:
        tell(tr("There is nothing to pause"), tr("Requests are not routed."));
    }
}

/// The latest session that asks for more than its usual: one that is off stays so.
void ShortcutActions::boost(const std::vector<SessionLine> &sessions)
{
    const Awaited awaited = std::exchange(m_awaited, Awaited::Nothing);
    if (awaited == Awaited::Boost)
        return tell(tr("The next turn is boosted"), m_boosted);
    if (awaited != Awaited::Sessions)
        return;
    const auto latest = std::find_if(sessions.begin(), sessions.end(),
                                     [](const SessionLine &session) { return !session.isOff; });
    if (latest == sessions.end() || latest->idle >= kRecently)
        return tell(tr("No session was boosted"), tr("None has asked within the last hour."));
    QStringList names {latest->client, latest->clientName, latest->project};
    names.removeAll(QString());
    m_boosted = names.isEmpty() ? latest->id : names.join(QStringLiteral(" · "));
    m_awaited = Awaited::Boost;
    m_sessions.control(latest->name(), SessionAction::Boost);
}

void ShortcutActions::tell(const QString &title, const QString &text, bool isProblem)
{
    m_awaited = Awaited::Nothing;
    Q_EMIT told({.kind = NotificationKind::ProxyState,
                 .title = title,
                 .text = text,
                 .isProblem = isProblem});
}

} // namespace ui
