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

/// Makes a chart in the window's palette, without frame and animation.
[[nodiscard]] QChart *newChart();
/// Makes axes in that palette and attaches them to the chart and the series.
QBarCategoryAxis *addCategories(QChart *chart, QAbstractSeries *series,
                                const QStringList &categories, Qt::Alignment side);
enum class Unit { Count, Money };
QValueAxis *addValues(QChart *chart, QAbstractSeries *series, double largest, Qt::Alignment side,
                      Unit unit = Unit::Count);
[[nodiscard]] QBarSet *newBars(const QString &name, int colour);

/// Returns the labels of the columns. Only some have a time. The others consist of invisible
/// characters, because the categories of an axis must differ.
[[nodiscard]] QStringList timeLabels(const std::vector<TrafficSums> &columns);
/// Returns the time of a column in full, for tables.
[[nodiscard]] QString timeText(const TrafficSums &column);

} // namespace ui
