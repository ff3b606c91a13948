// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/sessions/sessionlist.h"

#include <QMenu>

#include <array>
#include <functional>

namespace ui {

/// "Active sessions": the conversations of the last hour, each with what a person can decide for
/// it. Asked for when the menu is about to show; a session keeps its place while it is there.
class SessionsMenu final : public QMenu
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SessionsMenu)

public:
    static constexpr size_t kMostShown = 6;

    explicit SessionsMenu(const ProxySource &source, QWidget *parent = nullptr);

    void refresh();
    void retranslate();
    /// The latest used first.
    void fill(const std::vector<SessionLine> &sessions);

Q_SIGNALS:
    /// The page of sessions is wanted, at that one.
    void sessionRequested(const QString &id);
    /// What was to be done was not done, in words.
    void refused(const proxy::Said &reason);

private:
    struct Entry
    {
        QMenu *menu = nullptr;
        QAction *boost = nullptr;
        QAction *hold = nullptr;
        QAction *off = nullptr;
        QAction *show = nullptr;
        QString id = {}; ///< empty: hidden
    };

    void build(Entry &entry);
    QAction *addChoice(Entry &entry, SessionAction action);
    void place(Entry &entry, const SessionLine &session);

    SessionList m_list;
    std::array<Entry, kMostShown> m_entries;
};

} // namespace ui
