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
/// Its ticks are at 1, 2 or 5 times a power of ten, and both ends are ticks.
QValueAxis *addValues(QChart *chart, QAbstractSeries *series, double largest, Qt::Alignment side,
                      Unit unit = Unit::Count, double smallest = 0);
/// Returns the distance of some four ticks over @p span: 1, 2 or 5 times a power of ten; of a count
/// at least 1.
[[nodiscard]] double tickInterval(double span, Unit unit);
[[nodiscard]] QBarSet *newBars(const QString &name, int colour);

/// Returns the labels of the columns. Only round times are told. The others consist of invisible
/// characters, because the categories of an axis must differ.
[[nodiscard]] QStringList timeLabels(const std::vector<TrafficSums> &columns);
/// Returns the time of a column in full, for tables.
[[nodiscard]] QString timeText(const TrafficSums &column);

} // namespace ui
