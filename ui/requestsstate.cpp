// SPDX-License-Identifier: LicenseRef-Private
// What one requests page hands over to the next.
#include "ui/requestspage.h"

#include <QLineEdit>
#include <QTableView>
#include <QToolButton>

namespace ui {

RequestsPage::State RequestsPage::state() const
{
    State state {.rows = {},
                 .waiting = m_waiting,
                 .filter = m_query->text(),
                 .selected = {},
                 .follows = m_follow->isChecked(),
                 .isPaused = m_pause->isChecked()};
    state.rows.reserve(static_cast<size_t>(m_model.rowCount()));
    for (int row = 0; row < m_model.rowCount(); ++row)
        state.rows.push_back(m_model.at(row));
    if (m_table->currentIndex().isValid())
        state.selected = m_filter.exchangeAt(m_table->currentIndex()).id;
    return state;
}

void RequestsPage::restore(const State &state)
{
    take(state.rows);
    m_query->setText(state.filter);
    if (!state.selected.isEmpty())
        (void)select(state.selected);
    m_follow->setChecked(state.follows);
    m_pause->setChecked(state.isPaused);
    if (!state.waiting.empty())
        take(state.waiting);
}

} // namespace ui
