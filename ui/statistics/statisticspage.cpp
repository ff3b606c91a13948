// SPDX-License-Identifier: LicenseRef-Private
#include "ui/statistics/statisticspage.h"

#include "proxy/accounting/ledgerindex.h"
#include "ui/host/background.h"
#include "ui/look/fittinggrid.h"
#include "ui/look/humanformat.h"
#include "ui/statistics/chartpanel.h"
#include "ui/statistics/charts.h"
#include "ui/statistics/exportfile.h"
#include "ui/statistics/trafficlog.h"

#include <QComboBox>
#include <QDateTime>
#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace ui {

namespace {

using namespace std::chrono_literals;

constexpr auto kRedrawInterval = 2s;
constexpr int kAll = 0;
constexpr int kLeastChart = 280; ///< pixels

enum Chart { Difficulties, OverTime, Pairs, Latency, Traffic, Money };

} // namespace

StatisticsPage::StatisticsPage(ProxySource &source, const Past &past, QWidget *parent)
    : QWidget(parent)
    , m_source(source)
    , m_range(new QComboBox)
    , m_project(new QComboBox)
    , m_earlier(new QLabel)
    , m_whole(new QPushButton)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(buildHead());
    layout->addWidget(m_whole, 0, Qt::AlignLeft);
    layout->addWidget(m_earlier);
    m_whole->hide();
    connect(m_whole, &QPushButton::clicked, this, [this] { showPart(std::nullopt); });
    m_earlier->setWordWrap(true);
    m_earlier->hide();
    layout->addWidget(buildCharts(), 1);
    connect(&source, &ProxySource::exchangesArrived, this,
            [this](const std::vector<proxy::Exchange> &exchanges) {
                m_samples.add(exchanges);
                m_isStale = true;
            });
    connect(m_range, &QComboBox::currentIndexChanged, this, [this] { showPart(std::nullopt); });
    connect(m_project, &QComboBox::currentIndexChanged, this, &StatisticsPage::refresh);
    connect(&m_redraw, &QTimer::timeout, this, [this] {
        if (isVisible() && m_isStale)
            refresh();
    });
    m_redraw.start(kRedrawInterval);
    connect(&source, &ProxySource::historyChanged, this, [this, past] {
        m_samples = {};
        m_closedDays = {};
        if (!m_source.isDemo())
            readHistory(past);
        refresh();
    });
    readHistory(past);
    refresh();
}

QWidget *StatisticsPage::buildHead()
{
    m_range->addItem(tr("Last 15 minutes"), 15);
    m_range->addItem(tr("Last hour"), 60);
    m_range->addItem(tr("Last day"), 24 * 60);
    m_range->addItem(tr("Last week"), 7 * 24 * 60);
    m_range->addItem(tr("All"), kAll);
    m_range->setCurrentIndex(1);
    m_range->setAccessibleName(tr("Time"));
    m_project->addItem(tr("All projects"), QString());
    m_project->setAccessibleName(tr("Project"));
    auto *save = new QPushButton(tr("Save as &PNG…"));
    connect(save, &QPushButton::clicked, this, &StatisticsPage::savePicture);
    auto *figures = new QWidget;
    auto *figuresRow = new QHBoxLayout(figures);
    figuresRow->setContentsMargins(0, 0, 0, 0);
    figuresRow->setSpacing(20);
    for (QLabel *&figure : m_figures) {
        figure = new QLabel;
        figure->setTextFormat(Qt::RichText);
        figuresRow->addWidget(figure);
    }
    figuresRow->addStretch();
    auto *choices = new QWidget;
    auto *choicesRow = new QHBoxLayout(choices);
    choicesRow->setContentsMargins(0, 0, 0, 0);
    choicesRow->setSpacing(6);
    for (QWidget *widget : {static_cast<QWidget *>(m_project), static_cast<QWidget *>(m_range),
                            static_cast<QWidget *>(save)})
        choicesRow->addWidget(widget);
    choicesRow->addStretch();
    auto *head = new FittingGrid(2);
    head->add(figures, 1);
    head->add(choices, 0);
    return head;
}

QWidget *StatisticsPage::buildCharts()
{
    auto *charts = new FittingGrid(3);
    // In the order of Chart.
    for (const QString &title :
         {tr("Difficulty"), tr("Difficulty over time"), tr("Asked for → answered by"),
          tr("Routing latency, ms"), tr("Requests and errors"), tr("Savings, $")}) {
        m_panels.push_back(new ChartPanel(title));
        connect(m_panels.back(), &ChartPanel::requestsWanted, this,
                &StatisticsPage::requestsWanted);
        connect(m_panels.back(), &ChartPanel::timesChosen, this,
                [this](qint64 fromMs, qint64 toMs) {
                    showPart(std::pair {fromMs, toMs});
                });
        connect(m_panels.back(), &ChartPanel::wholeTimeWanted, this,
                [this] { showPart(std::nullopt); });
        m_panels.back()->setMinimumWidth(kLeastChart);
        charts->add(m_panels.back());
    }
    m_charts = charts;
    return m_charts;
}

void StatisticsPage::readHistory(const Past &past)
{
    if (!past.logDir.isEmpty())
        inBackground(
            this, [logDir = past.logDir] { return recentTraffic(logDir); },
            [this](const std::vector<proxy::Exchange> &rows) {
                m_samples.add(rows);
                refresh();
            });
    if (!past.index.isEmpty())
        inBackground(
            this, [index = past.index] { return proxy::LedgerIndex::load(index).ledger(); },
            [this](const proxy::Ledger &days) {
                m_closedDays = days;
                refresh();
            });
}

int StatisticsPage::minutes() const
{
    return m_range->currentData().toInt();
}

void StatisticsPage::setMinutes(int minutes)
{
    m_range->setCurrentIndex(std::max(0, m_range->findData(minutes)));
}

void StatisticsPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

void StatisticsPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        refresh();
}

void StatisticsPage::showPart(std::optional<std::pair<qint64, qint64>> part)
{
    m_part = part;
    m_whole->setVisible(part.has_value());
    if (part) {
        const auto time = [](qint64 ms) {
            return QLocale().toString(QDateTime::fromMSecsSinceEpoch(ms), QLocale::ShortFormat);
        };
        m_whole->setText(
            tr("%1 to %2: show the whole time again").arg(time(part->first), time(part->second)));
    }
    refresh();
}

void StatisticsPage::refresh()
{
    if (m_panels.size() <= Money)
        return;
    m_isStale = false;
    showProjects();
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const TimeGrid grid = m_part ? timeGridBetween(m_part->first, m_part->second)
                                 : timeGrid(minutes(), now, m_samples.oldestMs());
    const TrafficFigures figures =
        figuresOf(m_samples.in({.fromMs = grid.beginMs,
                                .toMs = std::min(now, grid.endMs() - 1),
                                .project = m_project->currentData().toString()}),
                  grid);
    const EarlierTraffic earlier = earlierIn(grid);
    showEarlier(earlier);
    showFigures(figures, earlier);
    for (const Chart chart : {OverTime, Traffic, Money})
        m_panels[chart]->setTimes(grid);
    drawDifficulties(*m_panels[Difficulties], figures);
    drawDifficultiesOverTime(*m_panels[OverTime], figures);
    drawPairs(*m_panels[Pairs], figures, [this](int number) { return m_samples.name(number); });
    drawLatency(*m_panels[Latency], figures);
    drawTraffic(*m_panels[Traffic], figures);
    drawMoney(*m_panels[Money], figures);
}

void StatisticsPage::showProjects()
{
    const QStringList projects = m_samples.projects();
    if (projects.size() == m_project->count() - 1)
        return;
    const QSignalBlocker quiet(m_project);
    const QString chosen = m_project->currentData().toString();
    while (m_project->count() > 1)
        m_project->removeItem(1);
    for (const QString &project : projects)
        m_project->addItem(project, project);
    m_project->setCurrentIndex(std::max(0, m_project->findData(chosen)));
}

/// Days are all that the books tell apart: a shorter time is complete or has no such sum.
EarlierTraffic StatisticsPage::earlierIn(const TimeGrid &grid) const
{
    constexpr int kWeek = 7 * 24 * 60;
    const bool isOfAll = m_project->currentData().toString().isEmpty();
    if (m_part || (minutes() != kAll && minutes() < kWeek) || !isOfAll || m_source.isDemo())
        return {};
    return earlierTraffic(m_samples, m_closedDays, m_source.status(),
                          minutes() == kAll ? 0 : grid.beginMs,
                          QDateTime::currentMSecsSinceEpoch());
}

void StatisticsPage::showEarlier(const EarlierTraffic &earlier)
{
    m_earlier->setVisible(!earlier.isEmpty());
    m_earlier->setText(
        tr("The figures above count %1 requests of before %2, of which the books "
           "keep sums alone: the charts begin then.")
            .arg(QLocale().toString(earlier.requests),
                 QLocale().toString(QDateTime::fromMSecsSinceEpoch(m_samples.oldestMs()),
                                    QLocale::ShortFormat)));
}

void StatisticsPage::showFigures(const TrafficFigures &figures, const EarlierTraffic &earlier)
{
    const TrafficSums &total = figures.total;
    const auto figure = [this](size_t place, const QString &value, const QString &name) {
        m_figures.at(place)->setText(
            QStringLiteral("<span style='font-size:18pt'><b>%1</b></span><br>%2")
                .arg(value.toHtmlEscaped(), name.toHtmlEscaped()));
    };
    figure(0, humanCount(total.requests + earlier.requests),
           total.errors > 0 ? tr("requests, %n with an error", nullptr, total.errors)
                            : tr("requests"));
    figure(1, humanShare(static_cast<quint64>(total.changed), static_cast<quint64>(total.routable)),
           tr("went to another model"));
    figure(2,
           figures.routing.count() == 0
               ? QStringLiteral("–")
               : humanDuration(figures.routing.percentile(0.5)) + QStringLiteral(" / ")
                     + humanDuration(figures.routing.percentile(0.95)),
           tr("Morph p50 / p95"));
    figure(3, humanMoney(total.netUsd() + earlier.savedUsd), tr("saved, Morph's fee paid"));
}

void StatisticsPage::savePicture()
{
    const QString path = QFileDialog::getSaveFileName(
        this, tr("Save the charts"), QStringLiteral("llm-proxy.png"), tr("Pictures (*.png)"));
    if (!path.isEmpty() && !exportPicture(this, path, grab()))
        QMessageBox::warning(this, path, tr("The picture could not be written."));
}

} // namespace ui
