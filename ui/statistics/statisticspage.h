// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/host/proxysource.h"
#include "ui/models/trafficfigures.h"

#include <QTimer>
#include <QWidget>

#include <array>

class QComboBox;
class QGridLayout;
class QLabel;

namespace ui {

class ChartPanel;

/// The page of statistics: four figures and live charts of the decisions, for a span of time and a
/// project.
class StatisticsPage final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(StatisticsPage)

public:
    /// @p logDir is the folder of the request log, whose last days are read once; empty: nothing is
    /// read.
    StatisticsPage(ProxySource &source, const QString &logDir, QWidget *parent = nullptr);

    /// The span of time that is shown; 0: all.
    [[nodiscard]] int minutes() const;
    void setMinutes(int minutes);

    void refresh();

protected:
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QWidget *buildHead();
    QWidget *buildCharts();
    ChartPanel *addPanel(QGridLayout *grid, const QString &title);
    void readHistory(const QString &logDir);
    void savePicture();
    void showProjects();
    void showFigures(const TrafficFigures &figures);
    [[nodiscard]] TrafficSamples::Selection selection() const;

    TrafficSamples m_samples;
    bool m_isStale = true; ///< there are new requests since the charts were drawn
    QTimer m_redraw;
    QComboBox *m_range;
    QComboBox *m_project;
    std::array<QLabel *, 4> m_figures {};
    QWidget *m_charts = nullptr;
    std::vector<ChartPanel *> m_panels; ///< one for each Chart, in its order
};

} // namespace ui
