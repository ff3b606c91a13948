// SPDX-License-Identifier: LicenseRef-Private
#include "ui/statisticspage.h"

#include "ui/humanformat.h"
#include "ui/palette.h"

#include <QBarCategoryAxis>
#include <QBarSeries>
#include <QBarSet>
#include <QChart>
#include <QChartView>
#include <QComboBox>
#include <QDateTime>
#include <QFileDialog>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPieSeries>
#include <QPushButton>
#include <QStackedBarSeries>
#include <QValueAxis>
#include <QVBoxLayout>

#include <array>

namespace ui {

namespace {

using namespace std::chrono_literals;

constexpr auto kRedrawInterval = 2s;
constexpr int kMostBars = 30;

QStringList difficultyNames()
{
    return {StatisticsPage::tr("easy"), StatisticsPage::tr("medium"), StatisticsPage::tr("hard"),
            StatisticsPage::tr("not classified")};
}

QChart *freshChart(QChartView *view, const QString &title)
{
    auto *chart = new QChart;
    chart->setTitle(title);
    chart->setTheme(isDark() ? QChart::ChartThemeDark : QChart::ChartThemeLight);
    chart->setBackgroundRoundness(0);
    chart->setMargins({4, 4, 4, 4});
    QChart *former = view->chart();
    view->setChart(chart);
    delete former;
    return chart;
}

void addAxes(QChart *chart, QAbstractSeries *series, const QStringList &categories)
{
    auto *across = new QBarCategoryAxis;
    QFont small = across->labelsFont();
    small.setPointSizeF(small.pointSizeF() * 0.8);
    across->setLabelsFont(small);
    across->setTruncateLabels(false);
    across->append(categories);
    auto *up = new QValueAxis;
    up->setLabelFormat(QStringLiteral("%d"));
    chart->addAxis(across, Qt::AlignBottom);
    chart->addAxis(up, Qt::AlignLeft);
    series->attachAxis(across);
    series->attachAxis(up);
    up->setMin(0);
}

/// Minutes put together so that a chart has at most kMostBars columns.
std::vector<TrafficSeries::Minute> gathered(std::vector<TrafficSeries::Minute> minutes)
{
    const size_t each = (minutes.size() + kMostBars - 1) / kMostBars;
    std::vector<TrafficSeries::Minute> columns;
    for (size_t at = 0; at < minutes.size(); ++at) {
        if (at % each == 0) {
            columns.push_back(minutes[at]);
            continue;
        }
        for (size_t kind = 0; kind < minutes[at].byDifficulty.size(); ++kind)
            columns.back().byDifficulty[kind] += minutes[at].byDifficulty[kind];
        columns.back().requests += minutes[at].requests;
        columns.back().errors += minutes[at].errors;
    }
    return columns;
}

/// Only every few columns carry a time; the others are told apart by invisible characters, since
/// categories must differ.
QStringList timeLabels(const std::vector<TrafficSeries::Minute> &columns)
{
    QStringList labels;
    for (size_t at = 0; at < columns.size(); ++at) {
        const QDateTime time = QDateTime::fromMSecsSinceEpoch(columns[at].minute * 60000);
        labels << (at % 10 == 0 ? time.toString(QStringLiteral("HH:mm"))
                                : QString(static_cast<qsizetype>(at + 1), QChar(0x200b)));
    }
    return labels;
}

qint64 nowMinute()
{
    return QDateTime::currentMSecsSinceEpoch() / 60000;
}

} // namespace

StatisticsPage::StatisticsPage(ProxySource &source, QWidget *parent)
    : QWidget(parent)
    , m_source(source)
    , m_range(new QComboBox)
{
    m_range->addItem(tr("Last 15 minutes"), 15);
    m_range->addItem(tr("Last hour"), 60);
    m_range->addItem(tr("Last day"), TrafficSeries::kMinutes);
    m_range->setCurrentIndex(1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(buildFigures());
    auto *grid = new QGridLayout;
    layout->addLayout(grid, 1);
    grid->addWidget(m_difficulties = addChart(tr("Difficulty")), 0, 0);
    grid->addWidget(m_overTime = addChart(tr("Difficulty over time")), 0, 1);
    grid->addWidget(m_latency = addChart(tr("Routing latency")), 1, 0);
    grid->addWidget(m_traffic = addChart(tr("Requests and errors")), 1, 1);
    connect(&m_source, &ProxySource::exchangesArrived, this,
            [this](const std::vector<proxy::Exchange> &exchanges) {
                m_series.add(exchanges);
                m_isStale = true;
            });
    connect(m_range, &QComboBox::currentIndexChanged, this, &StatisticsPage::refresh);
    connect(&m_redraw, &QTimer::timeout, this, [this] {
        if (isVisible() && m_isStale)
            refresh();
    });
    m_redraw.start(kRedrawInterval);
    refresh();
}

QWidget *StatisticsPage::buildFigures()
{
    auto *row = new QWidget;
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    for (QLabel **figure : {&m_requests, &m_share, &m_router, &m_errors}) {
        *figure = new QLabel;
        (*figure)->setTextFormat(Qt::RichText);
        layout->addWidget(*figure, 1);
    }
    auto *save = new QPushButton(tr("Save as PNG…"));
    connect(save, &QPushButton::clicked, this, &StatisticsPage::savePng);
    layout->addWidget(m_range);
    layout->addWidget(save);
    return row;
}

QChartView *StatisticsPage::addChart(const QString &title)
{
    auto *view = new QChartView;
    view->setRenderHint(QPainter::Antialiasing);
    view->setAccessibleName(title);
    view->setMinimumSize(240, 180);
    return view;
}

void StatisticsPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

void StatisticsPage::refresh()
{
    m_isStale = false;
    showFigures();
    drawDifficulties();
    drawDifficultiesOverTime();
    drawLatency();
    drawTraffic();
}

void StatisticsPage::showFigures()
{
    const proxy::Statistics &today = m_source.status().today;
    const auto figure = [](QLabel *label, const QString &value, const QString &name) {
        label->setText(QStringLiteral("<span style='font-size:18pt'><b>%1</b></span><br>%2")
                           .arg(value.toHtmlEscaped(), name.toHtmlEscaped()));
    };
    figure(m_requests, humanCount(static_cast<qint64>(today.requests)), tr("requests today"));
    figure(m_share, humanShare(today.modelChanged, today.routable), tr("went to another model"));
    figure(m_router,
           today.routing.count() == 0
               ? QStringLiteral("–")
               : humanDuration(today.routing.percentile(0.5)) + QStringLiteral(" / ")
                     + humanDuration(today.routing.percentile(0.95)),
           tr("Morph p50 / p95"));
    figure(m_errors, humanCount(static_cast<qint64>(today.errors)), tr("errors today"));
}

void StatisticsPage::drawDifficulties()
{
    std::array<int, 4> sums {};
    for (const TrafficSeries::Minute &minute : m_series.last(minutes(), nowMinute())) {
        for (size_t kind = 0; kind < sums.size(); ++kind)
            sums[kind] += minute.byDifficulty[kind];
    }
    auto *series = new QPieSeries;
    series->setHoleSize(0.5);
    const QStringList names = difficultyNames();
    for (int kind = 0; kind < 4; ++kind) {
        QPieSlice *slice = series->append(
            QStringLiteral("%1: %2").arg(names[kind]).arg(sums.at(static_cast<size_t>(kind))),
            sums.at(static_cast<size_t>(kind)));
        slice->setColor(seriesColour(kind));
    }
    QChart *chart = freshChart(m_difficulties, tr("Difficulty"));
    chart->addSeries(series);
    chart->legend()->setAlignment(Qt::AlignRight);
}

void StatisticsPage::drawDifficultiesOverTime()
{
    const auto columns = gathered(m_series.last(minutes(), nowMinute()));
    auto *series = new QStackedBarSeries;
    const QStringList names = difficultyNames();
    for (int kind = 0; kind < 4; ++kind) {
        auto *set = new QBarSet(names[kind]);
        set->setColor(seriesColour(kind));
        for (const TrafficSeries::Minute &column : columns)
            *set << column.byDifficulty.at(static_cast<size_t>(kind));
        series->append(set);
    }
    QChart *chart = freshChart(m_overTime, tr("Difficulty over time"));
    chart->addSeries(series);
    addAxes(chart, series, timeLabels(columns));
    chart->legend()->setAlignment(Qt::AlignBottom);
}

void StatisticsPage::drawLatency()
{
    static constexpr std::array kBounds {50ms,  100ms,  200ms,  300ms, 500ms,
                                         750ms, 1000ms, 1500ms, 2000ms};
    const proxy::LatencyHistogram &latency = m_source.status().today.routing;
    auto *set = new QBarSet(tr("decisions"));
    set->setColor(seriesColour(4));
    QStringList labels;
    quint64 below = 0;
    for (const auto bound : kBounds) {
        const quint64 upTo = latency.countUpTo(bound);
        *set << static_cast<double>(upTo - below);
        labels << QString::number(bound.count());
        below = upTo;
    }
    auto *series = new QBarSeries;
    series->append(set);
    QChart *chart = freshChart(m_latency, tr("Routing latency today, up to ms (p50 %1, p95 %2, p99 %3)")
                                              .arg(humanDuration(latency.percentile(0.5)),
                                                   humanDuration(latency.percentile(0.95)),
                                                   humanDuration(latency.percentile(0.99))));
    chart->addSeries(series);
    addAxes(chart, series, labels);
    chart->legend()->hide();
}

void StatisticsPage::drawTraffic()
{
    const auto columns = gathered(m_series.last(minutes(), nowMinute()));
    auto *good = new QBarSet(tr("answered"));
    auto *bad = new QBarSet(tr("errors"));
    good->setColor(seriesColour(0));
    bad->setColor(seriesColour(5));
    for (const TrafficSeries::Minute &column : columns) {
        *good << column.requests - column.errors;
        *bad << column.errors;
    }
    auto *series = new QStackedBarSeries;
    series->append(good);
    series->append(bad);
    QChart *chart = freshChart(m_traffic, tr("Requests and errors"));
    chart->addSeries(series);
    addAxes(chart, series, timeLabels(columns));
    chart->legend()->setAlignment(Qt::AlignBottom);
}

void StatisticsPage::savePng()
{
    const QString path = QFileDialog::getSaveFileName(
        this, tr("Save the charts"), QStringLiteral("llm-proxy.png"), tr("Pictures (*.png)"));
    if (!path.isEmpty())
        grab().save(path);
}

int StatisticsPage::minutes() const
{
    return m_range->currentData().toInt();
}

} // namespace ui
