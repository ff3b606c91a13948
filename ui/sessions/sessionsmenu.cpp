// SPDX-License-Identifier: LicenseRef-Private
#include "ui/sessions/sessionsmenu.h"

#include <algorithm>

namespace ui {

namespace {

using namespace std::chrono_literals;

constexpr auto kActiveFor = 1h;

QString warmth(const SessionLine &session)
{
    const qint64 seconds = session.warmTokens > 0 ? session.warmFor.count() : 0;
    if (seconds <= 0)
        return SessionsMenu::tr("cold");
    return SessionsMenu::tr("warm %1:%2")
        .arg(seconds / 60)
        .arg(seconds % 60, 2, 10, QLatin1Char('0'));
}

/// "claude-code · my-project · claude-haiku-4-5 · warm 3:12".
QString titleOf(const SessionLine &session)
{
    QStringList parts {session.client.isEmpty() ? SessionsMenu::tr("unknown") : session.client,
                       session.clientName, session.project, session.model, warmth(session)};
    parts.removeAll(QString());
    // Else a menu takes it for a mnemonic.
    return parts.join(QStringLiteral(" · ")).replace(u'&', QStringLiteral("&&"));
}

} // namespace

SessionsMenu::SessionsMenu(const ProxySource &source, QWidget *parent)
    : QMenu(parent)
    , m_list(source)
{
    for (Entry &entry : m_entries)
        build(entry);
    retranslate();
    connect(this, &QMenu::aboutToShow, this, &SessionsMenu::refresh);
    connect(&m_list, &SessionList::changed, this, &SessionsMenu::fill);
    connect(&m_list, &SessionList::refused, this, &SessionsMenu::refused);
    connect(&m_list, &SessionList::failed, this, [this] { fill({}); });
    fill({});
}

void SessionsMenu::retranslate()
{
    setTitle(tr("&Active sessions"));
    for (const Entry &entry : m_entries) {
        entry.boost->setText(tr("&Boost next turn"));
        entry.hold->setText(tr("&Hold this model"));
        entry.off->setText(tr("&Don't route"));
        entry.show->setText(tr("&Show in the window"));
    }
}

void SessionsMenu::refresh()
{
    m_list.refresh();
}

void SessionsMenu::fill(const std::vector<SessionLine> &sessions)
{
    std::vector<const SessionLine *> shown;
    for (const SessionLine &session : sessions) {
        if (shown.size() < m_entries.size() && session.idle < kActiveFor)
            shown.push_back(&session);
    }
    const auto take = [&shown](const SessionName &name) -> const SessionLine * {
        const auto found = std::find_if(shown.begin(), shown.end(), [&name](const auto *session) {
            return session->name() == name;
        });
        const SessionLine *session = found == shown.end() ? nullptr : *found;
        if (session != nullptr)
            shown.erase(found);
        return session;
    };
    for (Entry &entry : m_entries) {
        if (const SessionLine *session = take(entry.session))
            place(entry, *session);
        else
            entry.session = {};
    }
    for (Entry &entry : m_entries) {
        if (entry.session.id.isEmpty() && !shown.empty()) {
            place(entry, *shown.front());
            shown.erase(shown.begin());
        }
        entry.menu->menuAction()->setVisible(!entry.session.id.isEmpty());
    }
    menuAction()->setEnabled(
        std::any_of(m_entries.begin(), m_entries.end(),
                    [](const Entry &entry) { return !entry.session.id.isEmpty(); }));
}

void SessionsMenu::build(Entry &entry)
{
    entry.menu = addMenu(QString());
    entry.boost = addChoice(entry, SessionAction::Boost);
    entry.hold = addChoice(entry, SessionAction::Hold);
    entry.off = addChoice(entry, SessionAction::Off);
    entry.menu->addSeparator();
    entry.show = entry.menu->addAction(QString());
    connect(entry.show, &QAction::triggered, this,
            [this, &entry] { Q_EMIT sessionRequested(entry.session.id); });
}

QAction *SessionsMenu::addChoice(Entry &entry, SessionAction action)
{
    QAction *choice = entry.menu->addAction(QString());
    choice->setCheckable(true);
    connect(choice, &QAction::triggered, this, [this, &entry, action](bool on) {
        m_list.control(entry.session, on ? action : SessionAction::Release);
    });
    return choice;
}

void SessionsMenu::place(Entry &entry, const SessionLine &session)
{
    entry.session = session.name();
    entry.menu->setTitle(titleOf(session));
    entry.boost->setChecked(session.boostsNext);
    entry.hold->setChecked(!session.heldModel.isEmpty());
    entry.off->setChecked(session.isOff);
}

} // namespace ui
