// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QCache>
#include <QStaticText>
#include <QStyledItemDelegate>

namespace ui {

class ExchangeFilter;

/// Draws the cells of the table of requests. A full table draws all its cells ten times a second,
/// and most of their texts were drawn before: laid out texts are kept. Of a row that is higher than
/// usual the upper part is left free.
class RowDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RowDelegate)

public:
    explicit RowDelegate(const ExchangeFilter &rows, QObject *parent = nullptr);

    void setRowHeight(int height) { m_rowHeight = height; }
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    struct LaidOut
    {
        QStaticText text;
        int width = 0;
    };
    const LaidOut &laidOut(const QString &text, int room, const QStyleOptionViewItem &option) const;

    const ExchangeFilter &m_rows;
    int m_rowHeight = 0;
    mutable QFont m_font; ///< of the texts that are kept
    mutable QCache<QPair<QString, int>, LaidOut> m_kept;
};

} // namespace ui
