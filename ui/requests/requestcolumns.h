// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/models/exchangemodel.h"

#include <QObject>

#include <array>
#include <vector>

class QMenu;
class QTableView;

namespace ui {

/// The columns of the table of requests: as wide as what they hold, and together as wide as the
/// table. Names and reasons take what is left over. Where the window is narrow, columns fold away
/// in a fixed order. The user's widths, order and choice are kept in the settings.
class RequestColumns final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RequestColumns)

public:
    static constexpr int kColumns = ExchangeModel::ColumnCount;
    /// Below this width of the window the columns that matter least fold away.
    static constexpr int kFoldBelow = 1000;

    /// @p table must show the columns of ExchangeModel; it must outlive this.
    explicit RequestColumns(QTableView &table, QObject *parent = nullptr);

    /// Measures the newest rows, when there are more of them than at the last time.
    void measure();
    /// Shares out the table's present width.
    void fit();
    /// Adds an entry for each column that shows or hides it, and one that forgets all changes.
    void offer(QMenu &menu);
    void save() const;

private:
    void restore();
    void noteWidth(int column, int width);
    void choose(int column, bool isShown);
    void forgetChanges();
    [[nodiscard]] int wishOf(int column) const;
    [[nodiscard]] int leastOf(int column) const;
    [[nodiscard]] bool isElastic(int column) const;
    [[nodiscard]] bool isWanted(int column) const;
    [[nodiscard]] std::vector<int> shownIn(int room) const;

    int shrink(std::array<int, kColumns> &widths, const std::vector<int> &shown, int spare,
               bool names) const;

    enum class Choice { Automatic, Shown, Hidden };

    QTableView &m_table;
    std::array<int, kColumns> m_natural {}; ///< widths of what the columns hold
    std::array<int, kColumns> m_chosenWidth {}; ///< by the user's hand; 0: none
    std::array<Choice, kColumns> m_choice {};
    int m_measured = -1; ///< rows at the last measure
    bool m_hasProjects = false;
    bool m_isFitting = false;
};

} // namespace ui
