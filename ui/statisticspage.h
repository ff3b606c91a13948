// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/models/trafficseries.h"
#include "ui/proxysource.h"

#include <QTimer>
#include <QWidget>

class QChart;
class QChartView;
class QComboBox;
class QLabel;

namespace ui {

/// "Is it working?": four figures and charts of what was decided, live.
class StatisticsPage final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(StatisticsPage)

public:
    explicit StatisticsPage(ProxySource &source, QWidget *parent = nullptr);

    void refresh();

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *buildFigures();
    QChartView *addChart(const QString &title);
    void savePng();
    void showFigures();
    void drawDifficulties();
    void drawDifficultiesOverTime();
    void drawLatency();
    void drawTraffic();
    [[nodiscard]] int minutes() const;

    ProxySource &m_source;
    TrafficSeries m_series;
    bool m_isStale = true; ///< something came since the charts were drawn
    QTimer m_redraw;
    QComboBox *m_range;
    QLabel *m_requests;
    QLabel *m_share;
    QLabel *m_router;
    QLabel *m_errors;
    QChartView *m_difficulties;
    QChartView *m_overTime;
    QChartView *m_latency;
    QChartView *m_traffic;
};

} // namespace ui
