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

constexpr qint64 kMinuteMs = 60 * 1000LL;
constexpr qint64 kHourMs = 60 * kMinuteMs;
constexpr qint64 kDayMs = 24 * kHourMs;

/// Which times of a grid are told, and how.
struct LabelRule
{
    qint64 everyMs;
    QString format;
};

LabelRule labelRule(qint64 stepMs, size_t columns)
{
    constexpr qint64 kMostLabels = 7;
    const QString clock = QStringLiteral("HH:mm");
    const QString date = QStringLiteral("d MMM");
    if (stepMs < kMinuteMs)
        return {3 * kMinuteMs, clock};
    if (stepMs < kHourMs)
        return {10 * kMinuteMs, clock};
    if (stepMs < 6 * kHourMs)
        return {4 * kHourMs, clock};
    if (stepMs < kDayMs)
        return {kDayMs, date};
    return {stepMs * ((static_cast<qint64>(columns) + kMostLabels - 1) / kMostLabels), date};
}

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
    chart->setLocale(QLocale());
    chart->setLocalizeNumbers(true);
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
    // Its ticks would stand at every category, labelled or not.
    axis->setLineVisible(side == Qt::AlignLeft);
    chart->addAxis(axis, side);
    series->attachAxis(axis);
    return axis;
}

double tickInterval(double span, Unit unit)
{
    constexpr double kTicks = 4;
    const double least = unit == Unit::Count ? 1 : 1e-4;
    const double rough = std::max(span / kTicks, least);
    const double power = std::pow(10, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        // What only rounding makes larger is not.
        if (rough <= factor * power * (1 + 1e-9))
            return factor * power;
    }
    return 10 * power;
}

QValueAxis *addValues(QChart *chart, QAbstractSeries *series, double largest, Qt::Alignment side,
                      Unit unit, double smallest)
{
    auto *axis = new QValueAxis;
    style(axis);
    const double tick = tickInterval(largest - smallest, unit);
    const double top = std::max(std::ceil(largest / tick - 1e-9), smallest < 0 ? 0.0 : 1.0);
    axis->setRange(std::floor(smallest / tick + 1e-9) * tick, top * tick);
    axis->setTickType(QValueAxis::TicksDynamic);
    axis->setTickAnchor(0);
    axis->setTickInterval(tick);
    const int digits = tick >= 1 ? 0 : static_cast<int>(std::ceil(-std::log10(tick) - 1e-9));
    axis->setLabelFormat(QStringLiteral("%.%1f").arg(digits));
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
    const qint64 step = columns.size() > 1 ? columns[1].beginMs - columns[0].beginMs : kDayMs;
    const LabelRule rule = labelRule(step, columns.size());
    QStringList labels;
    for (size_t at = 0; at < columns.size(); ++at) {
        const QDateTime time = QDateTime::fromMSecsSinceEpoch(columns[at].beginMs);
        // The invisible tail keeps equal times apart.
        const QString apart(static_cast<qsizetype>(at + 1), QChar(0x200b));
        // An hour may be lacking between two columns, or be there twice.
        const qint64 local = columns[at].beginMs + time.offsetFromUtc() * 1000LL;
        const qint64 round = (local + step / 2) / step * step;
        labels << (round % rule.everyMs == 0 ? QLocale().toString(time, rule.format) + apart
                                             : apart);
    }
    return labels;
}

QString timeText(const TrafficSums &column)
{
    return QDateTime::fromMSecsSinceEpoch(column.beginMs)
        .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
}

} // namespace ui
