// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/host/proxysource.h"
#include "ui/models/earliertraffic.h"
#include "ui/models/trafficfigures.h"

#include <QTimer>
#include <QWidget>

#include <array>

class QComboBox;
class QLabel;
class QPushButton;

namespace ui {

class ChartPanel;

/// The page of statistics: four figures and live charts of the decisions, for a span of time and a
/// project.
class StatisticsPage final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(StatisticsPage)

public:
    /// Where the past is read from, once. Empty: nothing is read.
    struct Past
    {
        QString logDir = {}; ///< the request log, whose latest rows are read
        QString index = {}; ///< the ledger's index: the sums of closed days
    };
    StatisticsPage(ProxySource &source, const Past &past, QWidget *parent = nullptr);

    /// The span of time that is shown; 0: all.
    [[nodiscard]] int minutes() const;
    void setMinutes(int minutes);

    void refresh();
    /// Shows a part of the time closely; nullopt: the chosen span again. Unix time in milliseconds.
    void showPart(std::optional<std::pair<qint64, qint64>> part);

Q_SIGNALS:
    /// The user wants to see the requests that pass @p filter.
    void requestsWanted(const QString &filter);

protected:
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QWidget *buildHead();
    QWidget *buildCharts();
    void readHistory(const Past &past);
    void savePicture();
    void showProjects();
    void showFigures(const TrafficFigures &figures, const EarlierTraffic &earlier);
    void showEarlier(const EarlierTraffic &earlier);
    [[nodiscard]] EarlierTraffic earlierIn(const TimeGrid &grid) const;

    ProxySource &m_source;
    TrafficSamples m_samples;
    proxy::Ledger m_closedDays;
    bool m_isStale = true; ///< there are new requests since the charts were drawn
    QTimer m_redraw;
    QComboBox *m_range;
    QComboBox *m_project;
    std::array<QLabel *, 4> m_figures {};
    QLabel *m_earlier;
    QPushButton *m_whole; ///< leaves the part
    std::optional<std::pair<qint64, qint64>> m_part;
    QWidget *m_charts = nullptr;
    std::vector<ChartPanel *> m_panels; ///< one for each Chart, in its order
};

} // namespace ui
