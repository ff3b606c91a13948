// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/models/trafficfigures.h"

#include <QStringList>

#include <memory>
#include <vector>

class QAbstractSeries;
class QBarCategoryAxis;
class QBarSet;
class QChart;
class QValueAxis;

namespace ui {

/// A chart in the window's palette: no frame of its own, no animation.
[[nodiscard]] QChart *newChart();
/// Axes in the same palette, attached to the chart and the series.
QBarCategoryAxis *addCategories(QChart *chart, QAbstractSeries *series,
                                const QStringList &categories, Qt::Alignment side);
enum class Unit { Count, Money };
QValueAxis *addValues(QChart *chart, QAbstractSeries *series, double largest, Qt::Alignment side,
                      Unit unit = Unit::Count);
[[nodiscard]] QBarSet *newBars(const QString &name, int colour);

/// Labels of columns: only every few carry a time, the others are told apart by invisible
/// characters, since categories must differ.
[[nodiscard]] QStringList timeLabels(const std::vector<TrafficSums> &columns);
/// The same in full, for tables.
[[nodiscard]] QString timeText(const TrafficSums &column);

} // namespace ui
