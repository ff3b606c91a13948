// SPDX-License-Identifier: LicenseRef-Private
#include "ui/happened/happenedpage.h"

#include "ui/look/palette.h"
#include "ui/look/wrappedlabel.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace ui {

namespace {

enum Column { Time, What, Details, ColumnCount };

QTreeWidgetItem *itemOf(const Happening &happening)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(happening.atMs);
    auto *item = new QTreeWidgetItem;
    item->setText(Time, QLocale().toString(time, QLocale::ShortFormat));
    item->setText(What, (happening.isProblem ? QStringLiteral("▲ ") : QStringLiteral("● "))
                            + happening.title);
    item->setText(Details, happening.text);
    item->setToolTip(Details, happening.text);
    item->setForeground(What, happening.isProblem ? badColour() : goodColour());
    QFont letters = item->font(What);
    letters.setBold(!happening.isSeen);
    for (int column = 0; column < ColumnCount; ++column)
        item->setFont(column, letters);
    // Bold alone is no name.
    if (!happening.isSeen)
        item->setData(Time, Qt::AccessibleTextRole,
                      HappenedPage::tr("new, %1").arg(item->text(Time)));
    return item;
}

} // namespace

HappenedPage::HappenedPage(Happenings &happenings, QWidget *parent)
    : QWidget(parent)
    , m_happenings(happenings)
    , m_table(new QTreeWidget)
    , m_empty(wrappedLabel())
    , m_acknowledge(new QPushButton(tr("&Acknowledge")))
    , m_all(new QPushButton(tr("Acknowledge a&ll")))
    , m_clear(new QPushButton(tr("&Empty the list")))
{
    m_table->setColumnCount(ColumnCount);
    m_table->setHeaderLabels({tr("Time"), tr("What happened"), tr("Details")});
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setAlternatingRowColors(true);
    m_table->setAccessibleName(tr("What happened"));
    m_table->header()->setSectionResizeMode(Time, QHeaderView::ResizeToContents);
    m_table->header()->setSectionResizeMode(What, QHeaderView::ResizeToContents);
    m_empty->setText(tr("Nothing happened that you were told of. Notifications are listed here, "
                        "for when nobody looks."));
    auto *health = new QPushButton(tr("&Health…"));
    auto *row = new QHBoxLayout;
    for (QPushButton *button : {m_acknowledge, m_all, m_clear})
        row->addWidget(button);
    row->addStretch();
    row->addWidget(health);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_empty);
    layout->addWidget(m_table, 1);
    layout->addLayout(row);
    connect(&m_happenings, &Happenings::changed, this, &HappenedPage::fill);
    connect(m_table, &QTreeWidget::currentItemChanged, this, &HappenedPage::enableButtons);
    connect(m_acknowledge, &QPushButton::clicked, this, [this] {
        m_happenings.acknowledge(static_cast<size_t>(
            m_table->indexOfTopLevelItem(m_table->currentItem())));
    });
    connect(m_all, &QPushButton::clicked, &m_happenings, &Happenings::acknowledgeAll);
    connect(m_clear, &QPushButton::clicked, &m_happenings, &Happenings::clear);
    connect(health, &QPushButton::clicked, this, &HappenedPage::healthRequested);
    fill();
}

void HappenedPage::fill()
{
    const int current = m_table->indexOfTopLevelItem(m_table->currentItem());
    m_table->clear();
    for (const Happening &each : m_happenings.all())
        m_table->addTopLevelItem(itemOf(each));
    m_table->setCurrentItem(m_table->topLevelItem(current));
    m_empty->setVisible(m_happenings.all().empty());
    enableButtons();
}

void HappenedPage::enableButtons()
{
    const int row = m_table->indexOfTopLevelItem(m_table->currentItem());
    const auto &all = m_happenings.all();
    m_acknowledge->setEnabled(row >= 0 && !all.at(static_cast<size_t>(row)).isSeen);
    m_all->setEnabled(m_happenings.unseen() > 0);
    m_clear->setEnabled(!all.empty());
}

} // namespace ui
