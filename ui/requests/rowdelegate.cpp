// SPDX-License-Identifier: LicenseRef-Private
#include "ui/requests/rowdelegate.h"

#include "ui/models/exchangecolumns.h"
#include "ui/models/exchangefilter.h"

#include <QApplication>
#include <QPainter>
#include <QStyle>

namespace ui {

namespace {

constexpr int kKept = 6000;
constexpr int kTextMargin = 4;

} // namespace

RowDelegate::RowDelegate(const ExchangeFilter &rows, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_rows(rows)
    , m_kept(kKept)
{ }

const RowDelegate::LaidOut &RowDelegate::laidOut(const QString &text, int room,
                                                 const QStyleOptionViewItem &option) const
{
    if (m_font != option.font) {
        m_kept.clear();
        m_font = option.font;
    }
    const QPair<QString, int> key {text, room};
    if (const LaidOut *known = m_kept.object(key))
        return *known;
    const QString shown = option.fontMetrics.elidedText(text, Qt::ElideRight, room);
    auto *made = new LaidOut {QStaticText(shown), option.fontMetrics.horizontalAdvance(shown)};
    made->text.setTextFormat(Qt::PlainText);
    made->text.setPerformanceHint(QStaticText::AggressiveCaching);
    made->text.prepare({}, option.font);
    m_kept.insert(key, made);
    return *made;
}

void RowDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                        const QModelIndex &index) const
{
    QRect cell = option.rect;
    if (m_rowHeight > 0)
        cell.setTop(cell.bottom() + 1 - m_rowHeight);
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    const QPalette::ColorGroup group =
        option.state.testFlag(QStyle::State_Active) ? QPalette::Active : QPalette::Inactive;
    if (isSelected)
        painter->fillRect(cell, option.palette.brush(group, QPalette::Highlight));
    const proxy::Exchange &exchange = m_rows.exchangeAt(index);
    const int column = index.column();
    QColor ink =
        option.palette.color(group, isSelected ? QPalette::HighlightedText : QPalette::Text);
    if (!isSelected && column == ExchangeModel::Status) {
        const QVariant told = index.data(Qt::ForegroundRole);
        ink = told.isValid() ? told.value<QBrush>().color() : ink;
    }
    const QRect inner = cell.adjusted(kTextMargin, 0, -kTextMargin, 0);
    const LaidOut &text = laidOut(columnText(exchange, column), inner.width(), option);
    const int left = isNumericColumn(column) ? inner.right() + 1 - text.width : inner.left();
    const int top = cell.top() + (cell.height() - option.fontMetrics.height()) / 2;
    painter->setFont(option.font);
    painter->setPen(ink);
    painter->drawStaticText(left, top, text.text);
    if (!option.state.testFlag(QStyle::State_HasFocus))
        return;
    QStyleOptionFocusRect focus;
    focus.QStyleOption::operator=(option);
    focus.rect = cell;
    focus.backgroundColor = option.palette.color(group, QPalette::Base);
    const QStyle *style = option.widget != nullptr ? option.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, painter, option.widget);
}

} // namespace ui
