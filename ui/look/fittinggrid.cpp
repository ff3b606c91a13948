// SPDX-License-Identifier: LicenseRef-Private
#include "ui/look/fittinggrid.h"

#include <QEvent>
#include <QGridLayout>

#include <algorithm>

namespace ui {

FittingGrid::FittingGrid(int mostColumns, QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
    , m_mostColumns(mostColumns)
{
    m_grid->setContentsMargins(0, 0, 0, 0);
}

void FittingGrid::add(QWidget *widget, int stretch)
{
    m_items.push_back({widget, stretch});
    m_columns = 0;
    arrange();
}

QSize FittingGrid::minimumSizeHint() const
{
    return {widthOf(1), m_grid->minimumSize().height()};
}

void FittingGrid::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

/// A widget may want more room than before, or less.
bool FittingGrid::event(QEvent *event)
{
    const bool isAnotherHint = event->type() == QEvent::LayoutRequest;
    const bool isTaken = QWidget::event(event);
    if (isAnotherHint)
        arrange();
    return isTaken;
}

void FittingGrid::arrange()
{
    const int columns = columnsThatFit();
    if (columns == m_columns)
        return;
    m_columns = columns;
    for (int column = 0; column < m_grid->columnCount(); ++column)
        m_grid->setColumnStretch(column, 0);
    for (size_t at = 0; at < m_items.size(); ++at) {
        const int column = static_cast<int>(at) % columns;
        m_grid->addWidget(m_items[at].widget, static_cast<int>(at) / columns, column);
        m_grid->setColumnStretch(column,
                                 std::max(m_grid->columnStretch(column), m_items[at].stretch));
    }
    updateGeometry();
}

int FittingGrid::columnsThatFit() const
{
    int columns = std::clamp(static_cast<int>(m_items.size()), 1, m_mostColumns);
    while (columns > 1 && widthOf(columns) > width())
        --columns;
    return columns;
}

/// The width that so many columns need.
int FittingGrid::widthOf(int columns) const
{
    std::vector<int> widths(static_cast<size_t>(columns));
    for (size_t at = 0; at < m_items.size(); ++at) {
        const QWidget *widget = m_items[at].widget;
        int &column = widths[at % widths.size()];
        column =
            std::max({column, widget->minimumSizeHint().width(), widget->minimumSize().width()});
    }
    int all = (columns - 1) * std::max(0, m_grid->horizontalSpacing());
    for (const int width : widths)
        all += width;
    return all;
}

} // namespace ui
