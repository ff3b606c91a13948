// SPDX-License-Identifier: LicenseRef-Private
#include "ui/requests/rowactions.h"

#include "ui/host/proxysource.h"
#include "ui/models/exchangefilter.h"
#include "ui/requests/exchangedetails.h"
#include "ui/requests/exportdialog.h"
#include "ui/requests/filterbar.h"
#include "ui/requests/requesttable.h"
#include "ui/requests/rowmenu.h"

#include <QClipboard>
#include <QGuiApplication>

#include <algorithm>

namespace ui {

namespace {

constexpr int kMostExported = 1000;

} // namespace

RowActions::RowActions(const Parts &parts, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
{ }

void RowActions::openMenu(const QPoint &position)
{
    const QModelIndex index = m_parts.table.indexAt(position);
    if (!index.isValid())
        return;
    const proxy::Exchange exchange = m_parts.rows.wholeAt(index);
    auto *menu = new RowMenu(exchange, index.column(), &m_parts.table);
    connect(menu, &RowMenu::filterRequested, this, [this](const QString &term, bool isAlone) {
        isAlone ? m_parts.bar.setText(term) : m_parts.bar.add(term);
    });
    connect(menu, &RowMenu::copyRequested, this,
            [](const QString &text) { QGuiApplication::clipboard()->setText(text); });
    connect(menu, &RowMenu::curlRequested, this, [this, exchange] { copyCurl(exchange); });
    connect(menu, &RowMenu::jsonRequested, this,
            [exchange] { QGuiApplication::clipboard()->setText(jsonText(exchange)); });
    connect(menu, &RowMenu::logRequested, this,
            [this, id = exchange.id] { Q_EMIT logRequested(id); });
    connect(menu, &RowMenu::explainRequested, this,
            [this, exchange] { Q_EMIT explainRequested(exchange); });
    connect(menu, &RowMenu::exportRequested, this, &RowActions::exportRows);
    connect(menu, &RowMenu::compareRequested, this,
            [this, id = exchange.id] { Q_EMIT compareRequested(id); });
    connect(menu, &RowMenu::sessionRequested, this, &RowActions::sessionRequested);
    connect(menu, &RowMenu::labelRequested, this,
            [this, id = exchange.id](proxy::Difficulty difficulty) {
                Q_EMIT labelRequested(id, difficulty);
            });
    menu->popup(m_parts.table.viewport()->mapToGlobal(position));
}

void RowActions::copyCurl(const proxy::Exchange &exchange)
{
    m_parts.texts.fetch(exchange.id, [this, exchange](const auto &bodies) {
        const bool isWhole = bodies && !bodies->request.isCut && !bodies->request.isUnread;
        QGuiApplication::clipboard()->setText(curlText(
            exchange, m_parts.source.baseUrl(), isWhole ? bodies->request.text : QByteArray()));
    });
}

void RowActions::exportRows()
{
    const QModelIndexList chosen = m_parts.table.allChosen();
    std::vector<proxy::Exchange> rows;
    if (chosen.isEmpty()) {
        const int count = m_parts.rows.rowCount();
        for (int row = std::max(0, count - kMostExported); row < count; ++row)
            rows.push_back(m_parts.rows.wholeAt(m_parts.rows.index(row, 0)));
    }
    for (const QModelIndex &index : chosen.mid(0, kMostExported))
        rows.push_back(m_parts.rows.wholeAt(index));
    auto *dialog = new ExportDialog(std::move(rows), m_parts.source, m_parts.texts, &m_parts.table);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

} // namespace ui
