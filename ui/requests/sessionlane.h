// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"

#include <QWidget>

#include <vector>

class QLabel;
class QTreeWidget;

namespace ui {

/// The turns of one session below one another, with the model, the cache and the cost of each, and
/// what differs between the shown turn and the one before it.
class SessionLane final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(SessionLane)

public:
    explicit SessionLane(QWidget *parent = nullptr);

    /// @p turns: the requests of the session, the oldest first; @p id is the one that is shown.
    void show(const std::vector<proxy::Exchange> &turns, const QByteArray &id);
    void clear();

Q_SIGNALS:
    /// The user goes to another turn.
    void turnChosen(const QByteArray &id);

private:
    void compare(const proxy::Exchange &turn, const proxy::Exchange *before);

    QLabel *m_note;
    QTreeWidget *m_turns;
    QTreeWidget *m_differences;
    bool m_isFilling = false;
};

/// What differs between two turns: name, the turn before, this turn. Pure.
struct TurnDifference
{
    QString name;
    QString before;
    QString now;
    bool differs = false;
};
[[nodiscard]] std::vector<TurnDifference> turnDifferences(const proxy::Exchange &before,
                                                          const proxy::Exchange &now);

} // namespace ui
