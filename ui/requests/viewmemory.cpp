// SPDX-License-Identifier: LicenseRef-Private
#include "ui/requests/viewmemory.h"

#include "ui/models/exchangemodel.h"

#include <QSettings>

#include <algorithm>

namespace ui {

namespace {

const QString kFilterKey = QStringLiteral("requests/filter");
const QString kFollowKey = QStringLiteral("requests/follow");
const QString kSortKey = QStringLiteral("requests/sort");
const QString kDescendingKey = QStringLiteral("requests/sortDescending");
const QString kBesideKey = QStringLiteral("requests/detailsBeside");

QString splitterKey(Qt::Orientation orientation)
{
    return orientation == Qt::Vertical ? QStringLiteral("requests/splitter")
                                       : QStringLiteral("requests/splitterBeside");
}

} // namespace

ViewMemory ViewMemory::load()
{
    const QSettings settings;
    ViewMemory memory;
    memory.filter = settings.value(kFilterKey).toString();
    memory.follows = settings.value(kFollowKey, true).toBool();
    memory.sortColumn =
        std::clamp(settings.value(kSortKey, 0).toInt(), 0, ExchangeModel::ColumnCount - 1);
    memory.sortOrder =
        settings.value(kDescendingKey).toBool() ? Qt::DescendingOrder : Qt::AscendingOrder;
    memory.isBeside = settings.value(kBesideKey).toBool();
    return memory;
}

void ViewMemory::save() const
{
    QSettings settings;
    settings.setValue(kFilterKey, filter);
    settings.setValue(kFollowKey, follows);
    settings.setValue(kSortKey, sortColumn);
    settings.setValue(kDescendingKey, sortOrder == Qt::DescendingOrder);
    settings.setValue(kBesideKey, isBeside);
}

QByteArray ViewMemory::splitter(Qt::Orientation orientation)
{
    return QSettings().value(splitterKey(orientation)).toByteArray();
}

void ViewMemory::saveSplitter(Qt::Orientation orientation, const QByteArray &state)
{
    QSettings().setValue(splitterKey(orientation), state);
}

} // namespace ui
