// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/host/proxysource.h"

#include <QMenu>

#include <array>

namespace ui {

/// The menu "Limits": the budgets of LLM_PROXY_BUDGETS, the fullest use of each, and what lifts
/// one. Its entries keep their places and are hidden when there are fewer budgets.
class BudgetMenu final : public QMenu
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(BudgetMenu)

public:
    static constexpr size_t kMostShown = 8;

    explicit BudgetMenu(ProxySource &source, QWidget *parent = nullptr);

    void show(const proxy::BudgetUses &uses);
    void retranslate();

private:
    struct Entry
    {
        QMenu *menu = nullptr;
        QAction *hour = nullptr;
        QAction *day = nullptr;
        QAction *restore = nullptr;
        QByteArray budget = {}; ///< empty: hidden
    };

    void build(Entry &entry);

    ProxySource &m_source;
    std::array<Entry, kMostShown> m_entries;
};

/// Returns the fullest use of each budget, in their order.
[[nodiscard]] proxy::BudgetUses fullestUses(const proxy::BudgetUses &uses);
/// Returns one line: "day: $4.10 of $5.00, easy models only".
[[nodiscard]] QString budgetText(const proxy::BudgetUse &use);
/// Returns the first use that stops requests now; null: none does. Points into @p uses.
[[nodiscard]] const proxy::BudgetUse *stoppedUse(const proxy::BudgetUses &uses);

} // namespace ui
