// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"

#include <QObject>

class QPoint;

namespace ui {

class ExchangeFilter;
class FilterBar;
class ProxySource;
class RequestTable;
class TextsReader;

/// What can be done with rows of the table of requests: their menu, copies, filters made of a cell,
/// the export. What concerns other parts of the window is asked for by signals.
class RowActions final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(RowActions)

public:
    /// The parts of the page that rows are taken from and that are changed; they outlive this.
    struct Parts
    {
        const ProxySource &source;
        RequestTable &table;
        ExchangeFilter &rows;
        FilterBar &bar;
        TextsReader &texts;
    };
    RowActions(const Parts &parts, QObject *parent = nullptr);

    /// Opens the menu of the row at @p position of the table.
    void openMenu(const QPoint &position);
    /// Exports the selected rows; without a selection all that the filter lets pass.
    void exportRows();

Q_SIGNALS:
    void logRequested(const QByteArray &id);
    void explainRequested(const proxy::Exchange &exchange);
    void compareRequested(const QByteArray &id);
    void sessionRequested(const QString &id);
    void labelRequested(const QByteArray &id, proxy::Difficulty difficulty);

private:
    void copyCurl(const proxy::Exchange &exchange);

    Parts m_parts;
};

} // namespace ui
