// SPDX-License-Identifier: LicenseRef-Private
#include "ui/statistics/chartstyle.h"

#include "ui/look/palette.h"

#include <QBarCategoryAxis>
#include <QBarSet>
#include <QChart>
#include <QDateTime>
#include <QGraphicsLayout>
#include <QGuiApplication>
#include <QLocale>
#include <QPalette>
#include <QPen>
#include <QValueAxis>

#include <algorithm>
#include <cmath>

namespace ui {

namespace {

constexpr int kLabelEvery = 6;
constexpr qint64 kDayMs = 24 * 3600 * 1000LL;

void style(QAbstractAxis *axis)
{
    const QPalette palette = QGuiApplication::palette();
    QFont font = QGuiApplication::font();
    font.setPointSizeF(font.pointSizeF() * 0.85);
    axis->setLabelsFont(font);
    axis->setLabelsColor(palette.color(QPalette::WindowText));
    QColor grid = palette.color(QPalette::Mid);
    grid.setAlphaF(0.5F);
    axis->setGridLineColor(grid);
    axis->setLinePenColor(palette.color(QPalette::Mid));
}

} // namespace

QChart *newChart()
{
    const QPalette palette = QGuiApplication::palette();
    auto *chart = new QChart;
    chart->setBackgroundRoundness(0);
    chart->setBackgroundPen(Qt::NoPen);
    chart->setBackgroundBrush(palette.color(QPalette::Base));
    chart->setMargins({2, 2, 2, 2});
    chart->layout()->setContentsMargins(0, 0, 0, 0);
    chart->legend()->setAlignment(Qt::AlignBottom);
    QFont font = QGuiApplication::font();
    font.setPointSizeF(font.pointSizeF() * 0.85);
    chart->legend()->setFont(font);
    chart->legend()->setLabelColor(palette.color(QPalette::WindowText));
    chart->legend()->setMarkerShape(QLegend::MarkerShapeRectangle);
    return chart;
}

QBarCategoryAxis *addCategories(QChart *chart, QAbstractSeries *series,
                                const QStringList &categories, Qt::Alignment side)
{
    auto *axis = new QBarCategoryAxis;
    axis->setTruncateLabels(false);
    axis->append(categories);
    style(axis);
    axis->setGridLineVisible(false);
    chart->addAxis(axis, side);
    series->attachAxis(axis);
    return axis;
}

QValueAxis *addValues(QChart *chart, QAbstractSeries *series, double largest, Qt::Alignment side,
                      Unit unit)
{
    auto *axis = new QValueAxis;
    style(axis);
    axis->setRange(0, std::max(largest, 1e-4));
    axis->setTickCount(4);
    if (unit == Unit::Count) {
        axis->setRange(0, std::max(3.0, std::ceil(largest / 3) * 3));
        axis->setLabelFormat(QStringLiteral("%d"));
    } else {
        axis->setLabelFormat(largest >= 3      ? QStringLiteral("%.1f")
                             : largest >= 0.03 ? QStringLiteral("%.2f")
                                               : QStringLiteral("%.4f"));
        axis->applyNiceNumbers();
    }
    chart->addAxis(axis, side);
    series->attachAxis(axis);
    return axis;
}

QBarSet *newBars(const QString &name, int colour)
{
    auto *bars = new QBarSet(name);
    bars->setColor(seriesColour(colour));
    bars->setBorderColor(Qt::transparent);
    return bars;
}

QStringList timeLabels(const std::vector<TrafficSums> &columns)
{
    QStringList labels;
    const bool spansDays =
        columns.size() > 1 && columns.back().beginMs - columns.front().beginMs > 2 * kDayMs;
    for (size_t at = 0; at < columns.size(); ++at) {
        const QDateTime time = QDateTime::fromMSecsSinceEpoch(columns[at].beginMs);
        // The invisible tail keeps equal times apart.
        const QString apart(static_cast<qsizetype>(at + 1), QChar(0x200b));
        labels << (at % kLabelEvery != 0 ? apart
                   : spansDays ? QLocale().toString(time, QStringLiteral("dd MMM")) + apart
                               : time.toString(QStringLiteral("HH:mm")) + apart);
    }
    return labels;
}

QString timeText(const TrafficSums &column)
{
    return QDateTime::fromMSecsSinceEpoch(column.beginMs)
        .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
}

} // namespace ui
