// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"

#include <QMenu>
#include <QString>

namespace ui {

/// The menu of a row of the table of requests: filters made of the cell under the pointer, copies,
/// and ways to what belongs to the request.
class RowMenu final : public QMenu
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RowMenu)

public:
    /// @p column is the cell's.
    RowMenu(const proxy::Exchange &exchange, int column, QWidget *parent);

Q_SIGNALS:
    /// A condition to add to the filter; with @p alone it replaces the filter.
    void filterRequested(const QString &term, bool alone);
    void copyRequested(const QString &text);
    void curlRequested();
    void jsonRequested();
    void logRequested();
    void explainRequested();
    void compareRequested();
    void sessionRequested(const QString &id);
    void exportRequested();
    void labelRequested(proxy::Difficulty difficulty);

private:
    void addFilters(const proxy::Exchange &exchange, int column);
    void addCopies(const proxy::Exchange &exchange, int column);
    void addWays(const proxy::Exchange &exchange);
    void addLabels(const proxy::Exchange &exchange);
};

/// Returns the condition that a cell stands for, "client:=codex"; empty: none. Pure.
[[nodiscard]] QString termOfCell(const proxy::Exchange &exchange, int column);

} // namespace ui
