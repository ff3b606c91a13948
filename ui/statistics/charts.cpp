// SPDX-License-Identifier: LicenseRef-Private
#include "ui/statistics/charts.h"

#include "ui/look/humanformat.h"
#include "ui/look/palette.h"
#include "ui/statistics/chartstyle.h"

#include <QBarSeries>
#include <QBarSet>
#include <QChart>
#include <QCoreApplication>
#include <QCursor>
#include <QGraphicsSimpleTextItem>
#include <QGuiApplication>
#include <QHorizontalStackedBarSeries>
#include <QLegendMarker>
#include <QLineSeries>
#include <QLocale>
#include <QPalette>
#include <QPieSeries>
#include <QRegularExpression>
#include <QStackedBarSeries>
#include <QToolTip>
#include <QValueAxis>

#include <algorithm>
#include <array>

namespace ui {

namespace {

using namespace std::chrono_literals;

constexpr size_t kMostPairs = 8;

QString say(const char *text)
{
    return QCoreApplication::translate("Charts", text);
}

QStringList difficultyNames()
{
    return {say(QT_TRANSLATE_NOOP("Charts", "easy")), say(QT_TRANSLATE_NOOP("Charts", "medium")),
            say(QT_TRANSLATE_NOOP("Charts", "hard")),
            say(QT_TRANSLATE_NOOP("Charts", "not classified"))};
}

QString timeTitle()
{
    return say(QT_TRANSLATE_NOOP("Charts", "Time"));
}

/// A date at the end of a model's name, and whose it is, say nothing here.
QString shortModel(QString name)
{
    static const QRegularExpression rest(QStringLiteral("^claude-|-20\\d{6}$"));
    name.remove(rest);
    return name.isEmpty() ? QStringLiteral("–") : name;
}

QString countText(double value)
{
    return QLocale().toString(static_cast<qint64>(value));
}

QString moneyText(double value)
{
    return QString::number(value, 'f', 4);
}

struct Bars
{
    QString name;
    int colour;
    std::function<double(const TrafficSums &)> value; ///< negative: below the line of nothing
};

/// The columns of a chart over time, and the same as a table.
struct OverTime
{
    std::vector<Bars> stacks;
    Unit unit = Unit::Count;
    /// A line across the stacks.
    QString lineName = {};
    std::function<double(const TrafficSums &)> line = {};
};

ChartPanel::Rows rowsOf(const std::vector<TrafficSums> &columns, const OverTime &what)
{
    const auto text = what.unit == Unit::Money ? moneyText : countText;
    ChartPanel::Rows rows;
    for (const TrafficSums &column : columns) {
        QStringList row {timeText(column)};
        for (const Bars &stack : what.stacks)
            row << text(stack.value(column));
        if (what.line)
            row << text(what.line(column));
        rows.push_back(row);
    }
    return rows;
}

QStringList titlesOf(const OverTime &what)
{
    QStringList titles {timeTitle()};
    for (const Bars &stack : what.stacks)
        titles << stack.name;
    if (what.line)
        titles << what.lineName;
    return titles;
}

/// Tells a column in full beside the pointer.
void tellOnHover(QBarSet *set, const QStringList &titles, const ChartPanel::Rows &rows)
{
    QObject::connect(set, &QBarSet::hovered, set, [titles, rows](bool isOver, int column) {
        const QStringList row = rows.at(static_cast<size_t>(column));
        QStringList lines {row.first()};
        for (qsizetype at = 1; at < row.size(); ++at)
            lines << QStringLiteral("%1: %2").arg(titles.value(at), row.at(at));
        if (isOver)
            QToolTip::showText(QCursor::pos(), lines.join(u'\n'));
        else
            QToolTip::hideText();
    });
}

void addLine(QChart *chart, QAbstractAxis *up, const std::vector<TrafficSums> &columns,
             const OverTime &what)
{
    auto *line = new QLineSeries;
    line->setName(what.lineName);
    for (size_t at = 0; at < columns.size(); ++at)
        line->append(static_cast<double>(at) + 0.5, what.line(columns[at]));
    line->setPen(QPen(QGuiApplication::palette().color(QPalette::WindowText), 1.5));
    chart->addSeries(line);
    auto *across = new QValueAxis;
    across->setRange(0, static_cast<double>(columns.size()));
    across->setVisible(false);
    chart->addAxis(across, Qt::AlignBottom);
    line->attachAxis(across);
    line->attachAxis(up);
}

void drawOverTime(ChartPanel &panel, const std::vector<TrafficSums> &columns, const OverTime &what)
{
    const QStringList titles = titlesOf(what);
    const ChartPanel::Rows rows = rowsOf(columns, what);
    auto *series = new QStackedBarSeries;
    series->setBarWidth(0.8);
    for (const Bars &stack : what.stacks) {
        QBarSet *set = newBars(stack.name, stack.colour);
        for (const TrafficSums &column : columns)
            *set << stack.value(column);
        tellOnHover(set, titles, rows);
        series->append(set);
    }
    double largest = 0;
    double smallest = 0;
    for (const TrafficSums &column : columns) {
        double up = 0;
        double down = 0;
        for (const Bars &stack : what.stacks) {
            const double value = stack.value(column);
            (value < 0 ? down : up) += value;
        }
        largest = std::max(largest, up);
        smallest = std::min(smallest, down);
    }
    QChart *chart = newChart();
    chart->addSeries(series);
    addCategories(chart, series, timeLabels(columns), Qt::AlignBottom);
    QValueAxis *up = addValues(chart, series, largest, Qt::AlignLeft, what.unit, smallest);
    if (what.line)
        addLine(chart, up, columns, what);
    panel.show(chart, titles, rows);
}

constexpr std::array kLatencyBounds {50ms,  100ms, 150ms, 200ms,  250ms,  300ms,
                                     400ms, 500ms, 750ms, 1000ms, 1500ms, 2000ms};

/// A vertical line at a place among the bars of latency.
void addMark(QChart *chart, QAbstractAxis *up, const QString &name, double place,
             Qt::PenStyle style)
{
    auto *line = new QLineSeries;
    line->setName(name);
    line->append(place, 0);
    line->append(place, static_cast<QValueAxis *>(up)->max());
    line->setPen(QPen(QGuiApplication::palette().color(QPalette::WindowText), 1.5, style));
    chart->addSeries(line);
    auto *across = new QValueAxis;
    across->setRange(0, kLatencyBounds.size());
    across->setVisible(false);
    chart->addAxis(across, Qt::AlignBottom);
    line->attachAxis(across);
    line->attachAxis(up);
}

/// Where a time stands among the bars, in bars from the left.
double placeOf(std::chrono::microseconds time)
{
    std::chrono::microseconds below {0};
    double place = 0;
    for (const auto bound : kLatencyBounds) {
        const std::chrono::microseconds width = bound - below;
        if (time <= bound)
            return place
                   + static_cast<double>((time - below).count())
                         / static_cast<double>(width.count());
        below = bound;
        ++place;
    }
    return place;
}

void markPercentiles(QChart *chart, QAbstractAxis *up, const proxy::LatencyHistogram &latency,
                     ChartPanel::Rows &rows)
{
    for (const auto &[name, share, style] :
         {std::tuple {"p50", 0.5, Qt::SolidLine}, std::tuple {"p95", 0.95, Qt::DashLine},
          std::tuple {"p99", 0.99, Qt::DotLine}}) {
        const auto time = latency.percentile(share);
        const QString text =
            QStringLiteral("%1 %2").arg(QLatin1StringView(name), humanDuration(time));
        if (latency.count() > 0)
            addMark(chart, up, text, placeOf(time), style);
        rows.push_back({QLatin1StringView(name), humanDuration(time)});
    }
}

/// The hole of a ring holds what all of it is together.
void writeInTheMiddle(QChart *chart, const QString &text)
{
    auto *label = new QGraphicsSimpleTextItem(text, chart);
    QFont font = QGuiApplication::font();
    font.setBold(true);
    label->setFont(font);
    label->setBrush(QGuiApplication::palette().color(QPalette::WindowText));
    const auto place = [chart, label] {
        label->setPos(chart->plotArea().center() - label->boundingRect().center());
    };
    QObject::connect(chart, &QChart::plotAreaChanged, chart, place);
    place();
}

} // namespace

void drawDifficulties(ChartPanel &panel, const TrafficFigures &figures)
{
    auto *series = new QPieSeries;
    series->setHoleSize(0.55);
    const QStringList names = difficultyNames();
    ChartPanel::Rows rows;
    for (int kind = 0; kind < 4; ++kind) {
        const int count = figures.total.byDifficulty.at(static_cast<size_t>(kind));
        const QString share =
            humanShare(static_cast<quint64>(count), static_cast<quint64>(figures.total.routable));
        QPieSlice *slice = series->append(
            QStringLiteral("%1 %2 · %3").arg(names[kind], countText(count), share), count);
        QObject::connect(slice, &QPieSlice::clicked, &panel, [&panel, kind] {
            constexpr std::array kFilters {"difficulty:easy", "difficulty:medium",
                                           "difficulty:hard", "difficulty:none"};
            Q_EMIT panel.requestsWanted(QLatin1StringView(kFilters.at(static_cast<size_t>(kind))));
        });
        slice->setColor(seriesColour(kind));
        slice->setBorderColor(QGuiApplication::palette().color(QPalette::Base));
        rows.push_back({names[kind], QString::number(count), share});
    }
    QChart *chart = newChart();
    chart->addSeries(series);
    chart->legend()->setAlignment(Qt::AlignRight);
    writeInTheMiddle(chart, countText(figures.total.routable));
    panel.show(chart,
               {say(QT_TRANSLATE_NOOP("Charts", "Difficulty")),
                say(QT_TRANSLATE_NOOP("Charts", "Requests")),
                say(QT_TRANSLATE_NOOP("Charts", "Share"))},
               rows);
}

void drawDifficultiesOverTime(ChartPanel &panel, const TrafficFigures &figures)
{
    std::vector<Bars> stacks;
    const QStringList names = difficultyNames();
    for (size_t kind = 0; kind < 4; ++kind)
        stacks.push_back({names[static_cast<qsizetype>(kind)], static_cast<int>(kind),
                          [kind](const TrafficSums &sums) {
                              return static_cast<double>(sums.byDifficulty.at(kind));
                          }});
    drawOverTime(panel, figures.columns, {.stacks = stacks});
}

void drawPairs(ChartPanel &panel, const TrafficFigures &figures, const NameOf &nameOf)
{
    auto *kept = newBars(say(QT_TRANSLATE_NOOP("Charts", "kept")), 6);
    auto *changed = newBars(say(QT_TRANSLATE_NOOP("Charts", "changed")), 0);
    QStringList labels;
    ChartPanel::Rows rows;
    double largest = 0;
    for (size_t at = 0; at < figures.pairs.size(); ++at) {
        const ModelPair &pair = figures.pairs[at];
        const QString asked = shortModel(nameOf(pair.requested));
        const QString answered = shortModel(nameOf(pair.selected));
        rows.push_back(
            {nameOf(pair.requested), nameOf(pair.selected), QString::number(pair.count)});
        if (at >= kMostPairs)
            continue;
        const bool same = pair.requested == pair.selected;
        // A horizontal chart begins at the bottom.
        labels.prepend((same ? asked : asked + QStringLiteral(" → ") + answered)
                       + QString(static_cast<qsizetype>(at), QChar(0x200b)));
        kept->insert(0, same ? pair.count : 0);
        changed->insert(0, same ? 0 : pair.count);
        largest = std::max(largest, static_cast<double>(pair.count));
    }
    auto *series = new QHorizontalStackedBarSeries;
    series->append(changed);
    series->append(kept);
    series->setBarWidth(0.7);
    QChart *chart = newChart();
    chart->addSeries(series);
    addCategories(chart, series, labels, Qt::AlignLeft);
    addValues(chart, series, largest, Qt::AlignBottom);
    panel.show(chart,
               {say(QT_TRANSLATE_NOOP("Charts", "Requested")),
                say(QT_TRANSLATE_NOOP("Charts", "Answered by")),
                say(QT_TRANSLATE_NOOP("Charts", "Requests"))},
               rows);
}

void drawLatency(ChartPanel &panel, const TrafficFigures &figures)
{
    const proxy::LatencyHistogram &latency = figures.routing;
    auto *set = newBars(say(QT_TRANSLATE_NOOP("Charts", "decisions")), 4);
    QStringList labels;
    ChartPanel::Rows rows;
    quint64 below = 0;
    double largest = 0;
    for (const auto bound : kLatencyBounds) {
        const quint64 upTo = latency.countUpTo(bound);
        const auto count = static_cast<double>(upTo - below);
        *set << count;
        largest = std::max(largest, count);
        labels << QString::number(bound.count());
        rows.push_back({QStringLiteral("≤ %1 ms").arg(bound.count()), countText(count)});
        below = upTo;
    }
    rows.push_back({QStringLiteral("> %1 ms").arg(kLatencyBounds.back().count()),
                    QString::number(latency.count() - below)});
    auto *series = new QBarSeries;
    series->append(set);
    series->setBarWidth(0.9);
    QChart *chart = newChart();
    chart->addSeries(series);
    addCategories(chart, series, labels, Qt::AlignBottom);
    QValueAxis *up = addValues(chart, series, largest, Qt::AlignLeft);
    markPercentiles(chart, up, latency, rows);
    chart->legend()->setMarkerShape(QLegend::MarkerShapeFromSeries);
    for (QLegendMarker *marker : chart->legend()->markers(series))
        marker->setVisible(false);
    panel.show(chart,
               {say(QT_TRANSLATE_NOOP("Charts", "Routing time")),
                say(QT_TRANSLATE_NOOP("Charts", "Decisions"))},
               rows);
}

void drawTraffic(ChartPanel &panel, const TrafficFigures &figures)
{
    drawOverTime(
        panel, figures.columns,
        {.stacks = {{say(QT_TRANSLATE_NOOP("Charts", "answered")), 0,
                     [](const TrafficSums &sums) {
                         return static_cast<double>(sums.requests - sums.errors);
                     }},
                    {say(QT_TRANSLATE_NOOP("Charts", "errors")), 5,
                     [](const TrafficSums &sums) { return static_cast<double>(sums.errors); }}}});
}

void drawMoney(ChartPanel &panel, const TrafficFigures &figures)
{
    drawOverTime(panel, figures.columns,
                 {.stacks = {{say(QT_TRANSLATE_NOOP("Charts", "saved")), 2,
                              [](const TrafficSums &sums) { return sums.savedUsd; }},
                             {say(QT_TRANSLATE_NOOP("Charts", "lost")), 5,
                              [](const TrafficSums &sums) { return -sums.lostUsd; }},
                             {say(QT_TRANSLATE_NOOP("Charts", "Morph's fee")), 1,
                              [](const TrafficSums &sums) { return -sums.feeUsd; }}},
                  .unit = Unit::Money,
                  .lineName = say(QT_TRANSLATE_NOOP("Charts", "net")),
                  .line = [](const TrafficSums &sums) { return sums.netUsd(); }});
}

} // namespace ui
