// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/models/timegrid.h"

#include <QPoint>
#include <QStringList>
#include <QWidget>

#include <optional>

#include <vector>

class QAction;
class QChart;
class QChartView;
class QLabel;
class QMouseEvent;
class QRubberBand;
class QStackedLayout;
class QTableWidget;

namespace ui {

/// Shows one chart with its title, and offers its numbers as a table, a picture or CSV.
class ChartPanel final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ChartPanel)

public:
    using Rows = std::vector<QStringList>;

    explicit ChartPanel(const QString &title, QWidget *parent = nullptr);

    /// Takes ownership of the chart and destroys the one before.
    void show(QChart *chart, const QStringList &columns, const Rows &rows);
    /// The chart's columns are those of @p times: a part of them can be chosen with the pointer.
    void setTimes(const TimeGrid &times) { m_times = times; }
    void showAsTable(bool asTable);
    /// Returns the numbers as CSV (RFC 4180).
    [[nodiscard]] QByteArray csv() const;
    [[nodiscard]] QPixmap picture();

Q_SIGNALS:
    /// The user wants to see the requests of a part of the chart: those that pass @p filter.
    void requestsWanted(const QString &filter);
    /// The user drew over a part of the time. Unix time in milliseconds.
    void timesChosen(qint64 fromMs, qint64 toMs);
    /// The user double-clicked: the whole time again.
    void wholeTimeWanted();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void followPointer(const QMouseEvent &event);
    void draw(const QPoint &to);
    void choose(const QPoint &to);
    [[nodiscard]] int columnAt(int x) const;
    void buildMenu();
    void savePicture();
    void saveCsv();
    void fillTable();

    QString m_title;
    QLabel *m_heading;
    QStackedLayout *m_stack;
    QChartView *m_view;
    QTableWidget *m_table;
    QAction *m_asTable = nullptr;
    QStringList m_columns;
    Rows m_rows;
    TimeGrid m_times;
    std::optional<QPoint> m_pressedAt; ///< in the chart's viewport
    QRubberBand *m_band;
};

} // namespace ui
