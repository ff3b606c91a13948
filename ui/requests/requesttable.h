// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/models/exchangefilter.h"
#include "ui/models/exchangemodel.h"

#include <QTableView>

#include <functional>

class QToolButton;

namespace ui {

class RequestColumns;

/// The table of requests. It follows the newest request until the user scrolls away, selects a row
/// or moves with the keyboard; then what is looked at keeps its place, and a button over the lower
/// edge tells how many rows are new and leads back to them. It follows only when sorted by time.
class RequestTable final : public QTableView
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RequestTable)

public:
    RequestTable(ExchangeModel &model, ExchangeFilter &rows, QWidget *parent = nullptr);

    /// Does @p work, which adds or removes rows. What is looked at stays where it is, or the newest
    /// row stays in view.
    void change(const std::function<void()> &work);
    /// Does @p work, which sorts or filters. The selected row stays in view.
    void rearrange(const std::function<void()> &work);

    void setFollowing(bool follows);
    /// Whether the newest request is kept in view.
    [[nodiscard]] bool isFollowing() const { return m_follows && isByTime(); }
    /// Whether rows are sorted by time, so that there is an end to follow.
    [[nodiscard]] bool isByTime() const;
    /// The selected row that was chosen last, as a row of the filter; invalid: none.
    [[nodiscard]] QModelIndex chosen() const;
    /// The selected rows, in their order.
    [[nodiscard]] QModelIndexList allChosen() const;
    void choose(const QModelIndex &index);
    /// Selects the row before (-1) or after (1) the chosen one.
    void step(int rows);
    [[nodiscard]] RequestColumns &columns() { return *m_columns; }

Q_SIGNALS:
    void followingChanged(bool follows);
    /// Another row was chosen, or none.
    void chosenChanged();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void updateGeometries() override;
    void selectionChanged(const QItemSelection &selected,
                          const QItemSelection &deselected) override;

private:
    [[nodiscard]] bool newestIsLast() const;
    [[nodiscard]] bool isAtNewest() const;
    [[nodiscard]] QModelIndex newest() const;
    void goToNewest();
    void noteScroll();
    void noteSort();
    void beginAtNewest();
    void placeButton();
    void placeDivider();
    [[nodiscard]] int dividedRow() const;

    ExchangeModel &m_model;
    ExchangeFilter &m_rows;
    RequestColumns *m_columns;
    QToolButton *m_newer;
    bool m_follows = true;
    bool m_isMoving = false; ///< the scroll bar moves by our hand
    bool m_isAdding = false;
    int m_unseen = 0; ///< rows that came since it ceased to follow
    QPersistentModelIndex m_divided; ///< the row with the line above it; invalid: none
};

} // namespace ui
