// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/sessions/sessionlist.h"

#include <QMenu>

#include <array>
#include <functional>

namespace ui {

/// The menu "Active sessions": the sessions of the last hour, each with the overrides that the user
/// can set. It fetches them before it is shown. A session keeps its place while it is listed.
class SessionsMenu final : public QMenu
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SessionsMenu)

public:
    static constexpr size_t kMostShown = 6;

    explicit SessionsMenu(const ProxySource &source, QWidget *parent = nullptr);

    void refresh();
    void retranslate();
    /// Fills the menu. @p sessions has the most recently used one first.
    void fill(const std::vector<SessionLine> &sessions);

Q_SIGNALS:
    /// The user wants the page of sessions, with this session selected.
    void sessionRequested(const QString &id);
    /// The override could not be set, for this reason.
    void refused(const proxy::Text &reason);

private:
    struct Entry
    {
        QMenu *menu = nullptr;
        QAction *boost = nullptr;
        QAction *hold = nullptr;
        QAction *off = nullptr;
        QAction *show = nullptr;
        SessionName session = {}; ///< without an id: hidden
    };

    void build(Entry &entry);
    QAction *addChoice(Entry &entry, SessionAction action);
    void place(Entry &entry, const SessionLine &session);

    SessionList m_list;
    std::array<Entry, kMostShown> m_entries;
};

} // namespace ui
