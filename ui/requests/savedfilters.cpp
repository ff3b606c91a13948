// SPDX-License-Identifier: LicenseRef-Private
#include "ui/requests/savedfilters.h"

#include <QMenu>
#include <QSettings>

namespace ui {

namespace {

const QString kKey = QStringLiteral("requests/filters");
constexpr int kMost = 30;

void store(const QStringList &filters)
{
    QSettings().setValue(kKey, filters.mid(0, kMost));
}

} // namespace

SavedFilters::SavedFilters(QWidget *parent)
    : QToolButton(parent)
{
    setText(tr("Saved"));
    setToolTip(tr("Filters that were saved"));
    setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(this);
    setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, &SavedFilters::fill);
}

QStringList SavedFilters::all()
{
    const QSettings settings;
    if (settings.contains(kKey))
        return settings.value(kKey).toStringList();
    return {QStringLiteral("status:>=400"), QStringLiteral("difficulty:hard"),
            QStringLiteral("why:kept"), QStringLiteral("ms:>10000")};
}

void SavedFilters::fill()
{
    menu()->clear();
    const QStringList filters = all();
    for (const QString &filter : filters) {
        QString text = filter;
        QAction *action = menu()->addAction(text.replace(u'&', QStringLiteral("&&")));
        connect(action, &QAction::triggered, this, [this, filter] { Q_EMIT chosen(filter); });
    }
    menu()->addSeparator();
    const bool isSaved = filters.contains(m_present);
    QAction *save = menu()->addAction(tr("&Save this filter"));
    save->setEnabled(!m_present.isEmpty() && !isSaved);
    connect(save, &QAction::triggered, this, [this] { store(QStringList {m_present} + all()); });
    QAction *forget = menu()->addAction(tr("&Forget this filter"));
    forget->setEnabled(isSaved);
    connect(forget, &QAction::triggered, this, [this] {
        QStringList left = all();
        left.removeAll(m_present);
        store(left);
    });
}

} // namespace ui
