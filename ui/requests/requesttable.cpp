// SPDX-License-Identifier: LicenseRef-Private
#include "ui/requests/requesttable.h"

#include "ui/requests/requestcolumns.h"
#include "ui/requests/rowdelegate.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QScopedValueRollback>
#include <QScrollBar>
#include <QToolButton>

#include <algorithm>

namespace ui {

namespace {

constexpr int kRowMargin = 6;
constexpr int kButtonMargin = 8;

} // namespace

RequestTable::RequestTable(ExchangeModel &model, ExchangeFilter &rows, QWidget *parent)
    : QTableView(parent)
    , m_model(model)
    , m_rows(rows)
    , m_newer(new QToolButton(this))
{
    setModel(&rows);
    auto *delegate = new RowDelegate(rows, this);
    setItemDelegate(delegate);
    setSortingEnabled(true);
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setAlternatingRowColors(true);
    setShowGrid(false);
    setWordWrap(false);
    setVerticalScrollMode(ScrollPerItem);
    setHorizontalScrollMode(ScrollPerPixel);
    setMinimumHeight(6 * fontMetrics().height());
    // Tab leaves the table; arrows move in it.
    setTabKeyNavigation(false);
    setAccessibleName(tr("Requests"));
    verticalHeader()->hide();
    // A fixed height spares a layout pass over every row.
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + kRowMargin);
    delegate->setRowHeight(verticalHeader()->defaultSectionSize());
    sortByColumn(ExchangeModel::Time, Qt::AscendingOrder);
    m_columns = new RequestColumns(*this, this);
    m_newer->hide();
    m_newer->setAutoRaise(false);
    m_newer->setFocusPolicy(Qt::NoFocus); // End and Home do the same
    connect(m_newer, &QToolButton::clicked, this, [this] { setFollowing(true); });
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &RequestTable::noteScroll);
    connect(horizontalHeader(), &QHeaderView::sortIndicatorChanged, this, &RequestTable::noteSort);
    connect(&rows, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex &, int first, int last) {
                m_unseen += m_isAdding ? last - first + 1 : 0;
            });
}

void RequestTable::change(const std::function<void()> &work)
{
    const QScopedValueRollback moving(m_isMoving, true);
    const bool follows = isFollowing();
    const QPersistentModelIndex top = follows ? QModelIndex() : indexAt(QPoint(0, 0));
    {
        const QScopedValueRollback adding(m_isAdding, !follows);
        work();
    }
    placeDivider();
    executeDelayedItemsLayout();
    updateGeometries();
    if (top.isValid())
        verticalScrollBar()->setValue(top.row());
    m_columns->measure();
    placeButton();
}

void RequestTable::rearrange(const std::function<void()> &work)
{
    const QScopedValueRollback moving(m_isMoving, true);
    work();
    placeDivider();
    executeDelayedItemsLayout();
    updateGeometries();
    if (const QModelIndex kept = chosen(); kept.isValid())
        scrollTo(kept);
    m_columns->measure();
    placeButton();
}

void RequestTable::setFollowing(bool follows)
{
    if (follows) {
        // What is chosen is kept in view: one of both.
        const QScopedValueRollback moving(m_isMoving, true);
        selectionModel()->clear();
        m_unseen = 0;
        m_follows = true;
        goToNewest();
    }
    const bool wasFollowing = m_follows;
    m_follows = follows;
    if (!follows && wasFollowing)
        m_unseen = 0;
    placeButton();
    Q_EMIT followingChanged(isFollowing());
}

bool RequestTable::isByTime() const
{
    return horizontalHeader()->sortIndicatorSection() == ExchangeModel::Time;
}

bool RequestTable::newestIsLast() const
{
    return horizontalHeader()->sortIndicatorOrder() == Qt::AscendingOrder;
}

QModelIndex RequestTable::newest() const
{
    return m_rows.index(isByTime() && newestIsLast() ? m_rows.rowCount() - 1 : 0,
                        ExchangeModel::Time);
}

bool RequestTable::isAtNewest() const
{
    const QScrollBar *bar = verticalScrollBar();
    return newestIsLast() ? bar->value() == bar->maximum() : bar->value() == bar->minimum();
}

void RequestTable::goToNewest()
{
    const QScopedValueRollback moving(m_isMoving, true);
    QScrollBar *bar = verticalScrollBar();
    bar->setValue(newestIsLast() ? bar->maximum() : bar->minimum());
}

QModelIndex RequestTable::chosen() const
{
    const QModelIndex current = currentIndex();
    if (current.isValid() && selectionModel()->isRowSelected(current.row(), {}))
        return current;
    return selectionModel()->selectedRows().value(0);
}

QModelIndexList RequestTable::allChosen() const
{
    QModelIndexList rows = selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    return rows;
}

void RequestTable::choose(const QModelIndex &index)
{
    setCurrentIndex(index);
    scrollTo(index, PositionAtCenter);
}

void RequestTable::step(int rows)
{
    const QModelIndex from = chosen();
    const QModelIndex to =
        from.isValid() ? m_rows.index(from.row() + rows, ExchangeModel::Time) : newest();
    if (to.isValid())
        setCurrentIndex(to);
}

void RequestTable::noteScroll()
{
    if (m_isMoving || !isByTime())
        return;
    const bool follows = isAtNewest() && !chosen().isValid();
    if (follows != m_follows)
        setFollowing(follows);
}

void RequestTable::noteSort()
{
    const QScopedValueRollback moving(m_isMoving, true);
    placeDivider();
    if (isFollowing())
        goToNewest();
    else if (const QModelIndex kept = chosen(); kept.isValid())
        scrollTo(kept);
    placeButton();
    Q_EMIT followingChanged(isFollowing());
}

void RequestTable::selectionChanged(const QItemSelection &selected,
                                    const QItemSelection &deselected)
{
    QTableView::selectionChanged(selected, deselected);
    if (chosen().isValid() && m_follows)
        setFollowing(false);
    Q_EMIT chosenChanged();
}

void RequestTable::keyPressEvent(QKeyEvent *event)
{
    const int newestKey = newestIsLast() ? Qt::Key_End : Qt::Key_Home;
    if (event->key() == newestKey && event->modifiers() == Qt::NoModifier && isByTime())
        return setFollowing(true);
    const bool isMove = event->key() == Qt::Key_Up || event->key() == Qt::Key_Down;
    if (isMove && !chosen().isValid() && newest().isValid())
        return setCurrentIndex(newest());
    QTableView::keyPressEvent(event);
}

void RequestTable::focusInEvent(QFocusEvent *event)
{
    // Else Qt would begin at the first row, far from what is seen.
    if (!currentIndex().isValid() && newest().isValid())
        selectionModel()->setCurrentIndex(newest(), QItemSelectionModel::NoUpdate);
    QTableView::focusInEvent(event);
}

void RequestTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    m_columns->fit();
    if (const QModelIndex kept = chosen(); kept.isValid())
        scrollTo(kept);
    placeButton();
}

void RequestTable::updateGeometries()
{
    const QScopedValueRollback moving(m_isMoving, true);
    QTableView::updateGeometries();
    if (m_newer != nullptr && isFollowing())
        goToNewest();
}

void RequestTable::placeButton()
{
    const bool isNeeded = !isFollowing() && isByTime() && m_unseen > 0;
    m_newer->setVisible(isNeeded);
    if (!isNeeded)
        return;
    m_newer->setText(newestIsLast() ? tr("▼ %n new (End)", nullptr, m_unseen)
                                    : tr("▲ %n new (Home)", nullptr, m_unseen));
    m_newer->adjustSize();
    const QRect area = viewport()->geometry();
    const int left = area.left() + (area.width() - m_newer->width()) / 2;
    m_newer->move(left, newestIsLast() ? area.bottom() - m_newer->height() - kButtonMargin
                                       : area.top() + kButtonMargin);
    m_newer->raise();
}

/// The first row of this start next to one from before it; binary search, as rows are by time.
int RequestTable::dividedRow() const
{
    const int before = m_model.rowsFromBefore();
    if (before == 0 || !isByTime())
        return -1;
    const auto isFromBefore = [this, before](int row) {
        return m_rows.mapToSource(m_rows.index(row, 0)).row() < before;
    };
    int low = 0;
    int high = m_rows.rowCount();
    const bool first = newestIsLast();
    while (low < high) {
        const int middle = (low + high) / 2;
        if (isFromBefore(middle) == first)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 && low < m_rows.rowCount() ? low : -1;
}

void RequestTable::placeDivider()
{
    const int row = dividedRow();
    QHeaderView *heights = verticalHeader();
    const int usual = heights->defaultSectionSize();
    // A sorted row takes its height along.
    if (m_divided.isValid() && m_divided.row() != row)
        heights->resizeSection(m_divided.row(), usual);
    m_divided = row >= 0 ? m_rows.index(row, 0) : QModelIndex();
    if (row >= 0)
        heights->resizeSection(row, 2 * usual);
}

void RequestTable::paintEvent(QPaintEvent *event)
{
    QTableView::paintEvent(event);
    if (!m_divided.isValid())
        return;
    const int top = rowViewportPosition(m_divided.row());
    const int height = verticalHeader()->defaultSectionSize();
    if (top < -height || top > viewport()->height())
        return;
    const QRect band(0, top, viewport()->width(), height);
    QPainter painter(viewport());
    painter.fillRect(band, palette().window());
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(band.adjusted(kButtonMargin, 0, -kButtonMargin, 0),
                     Qt::AlignVCenter | Qt::AlignLeft,
                     newestIsLast() ? tr("▲ before this start") : tr("▼ before this start"));
}

} // namespace ui
