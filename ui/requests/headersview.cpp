// SPDX-License-Identifier: LicenseRef-Private
#include "ui/requests/headersview.h"

#include "ui/words/enginetext.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHeaderView>
#include <QJsonArray>
#include <QLabel>
#include <QShortcut>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace ui {

HeadersView::HeadersView(const ProxySource &source, QWidget *parent)
    : QWidget(parent)
    , m_client(source)
    , m_note(new QLabel)
    , m_fields(new QTreeWidget)
{
    m_note->setWordWrap(true);
    m_note->hide();
    m_fields->setColumnCount(2);
    m_fields->setHeaderLabels({tr("Field"), tr("Value")});
    m_fields->setAccessibleName(tr("Headers"));
    m_fields->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_fields->setUniformRowHeights(true);
    m_fields->setFrameShape(QFrame::NoFrame);
    m_fields->setColumnWidth(0, 280);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_note);
    layout->addWidget(m_fields, 1);
    auto *copy = new QShortcut(QKeySequence::Copy, m_fields, nullptr, nullptr,
                               Qt::WidgetWithChildrenShortcut);
    connect(copy, &QShortcut::activated, this, &HeadersView::copySelected);
}

void HeadersView::show(const QByteArray &id, bool isOpen)
{
    // A row is replaced while its request goes on: only what can have changed is asked again.
    if (id == m_id && m_isAsked && !m_isOpen)
        return;
    if (id != m_id)
        m_fields->clear();
    m_id = id;
    m_isOpen = isOpen;
    m_isAsked = false;
    if (isVisible())
        ask();
}

void HeadersView::clear()
{
    m_id.clear();
    m_fields->clear();
    m_note->hide();
}

void HeadersView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (!m_isAsked)
        ask();
}

void HeadersView::ask()
{
    if (m_id.isEmpty())
        return;
    m_isAsked = true;
    QUrlQuery query;
    query.addQueryItem(u"id"_s, QString::fromUtf8(m_id));
    m_client.get(u"/router/exchange"_s, query,
                 [this, id = m_id](const auto &answer) { take(id, answer); });
}

void HeadersView::take(const QByteArray &id, const proxy::Result<QJsonObject> &answer)
{
    if (id != m_id)
        return;
    m_fields->clear();
    if (!answer) {
        m_note->setText(answer.error().code == proxy::ErrorCode::NotFound
                            ? tr("The proxy keeps the headers of its latest requests only, in "
                                 "memory; those of this one are gone.")
                            : tr("The proxy did not tell the headers: %1")
                                  .arg(engineText(answer.error().detail)));
        return m_note->show();
    }
    fill(tr("Request"), (*answer)["request"_L1].toArray());
    fill(tr("Answer"), (*answer)["answer"_L1].toArray());
    const int leftOut = (*answer)["left_out"_L1].toInt();
    m_note->setText(tr("%n further field(s) are not shown.", nullptr, leftOut));
    m_note->setVisible(leftOut > 0);
}

void HeadersView::fill(const QString &title, const QJsonArray &fields)
{
    if (fields.isEmpty())
        return;
    auto *head = new QTreeWidgetItem(m_fields, {title});
    for (const auto field : fields) {
        auto *item = new QTreeWidgetItem(head, {field[0].toString(), field[1].toString()});
        item->setToolTip(1, field[1].toString());
    }
    head->setFirstColumnSpanned(true);
    head->setExpanded(true);
}

void HeadersView::copySelected() const
{
    const QTreeWidgetItem *item = m_fields->currentItem();
    if (item != nullptr && item->parent() != nullptr)
        QGuiApplication::clipboard()->setText(item->text(0) + u": "_s + item->text(1));
}

} // namespace ui
