// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QtGlobal>

#include <utility>

namespace proxy {

/// The bytes that many holders may keep together. Not thread-safe; outlives its shares.
struct MemoryBudget
{
    qint64 limit = 0; ///< bytes
    qint64 used = 0; ///< bytes
};

/// One holder's part of a budget; gives it back when it goes.
class BudgetShare final
{
public:
    /// @p budget: null allows everything.
    explicit BudgetShare(MemoryBudget *budget = nullptr)
        : m_budget(budget)
    { }
    ~BudgetShare() { release(); }
    BudgetShare(BudgetShare &&other) noexcept
        : m_budget(other.m_budget)
        , m_bytes(std::exchange(other.m_bytes, 0))
    { }
    BudgetShare &operator=(BudgetShare &&) = delete;
    Q_DISABLE_COPY(BudgetShare)

    /// Makes the share @p bytes large. False: the budget has not so much left; the share stays as
    /// it was.
    [[nodiscard]] bool resize(qint64 bytes)
    {
        if (!m_budget || bytes == m_bytes)
            return true;
        const qint64 used = m_budget->used - m_bytes + bytes;
        if (bytes > m_bytes && used > m_budget->limit)
            return false;
        m_budget->used = used;
        m_bytes = bytes;
        return true;
    }
    void release() { static_cast<void>(resize(0)); }

private:
    MemoryBudget *m_budget;
    qint64 m_bytes = 0;
};

} // namespace proxy
