// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QWidget>

#include <vector>

class QGridLayout;

namespace ui {

/// Shows widgets in rows, as many beside each other as there is room for. It needs the width of its
/// widest widget alone, so that a page in a narrow window is not scrolled sideways.
class FittingGrid final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(FittingGrid)

public:
    /// Shows at most @p mostColumns widgets beside each other.
    explicit FittingGrid(int mostColumns, QWidget *parent = nullptr);

    /// Takes @p widget, which gets @p stretch of the width that is left.
    void add(QWidget *widget, int stretch = 1);
    [[nodiscard]] int columns() const { return m_columns; }
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Item
    {
        QWidget *widget;
        int stretch;
    };

    void arrange();
    [[nodiscard]] int columnsThatFit() const;
    [[nodiscard]] int widthOf(int columns) const;

    QGridLayout *m_grid;
    std::vector<Item> m_items;
    int m_mostColumns;
    int m_columns = 0;
};

} // namespace ui
