// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QStringList>
#include <QWidget>

#include <vector>

class QAction;
class QChart;
class QChartView;
class QLabel;
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
    void showAsTable(bool asTable);
    /// Returns the numbers as CSV (RFC 4180).
    [[nodiscard]] QByteArray csv() const;
    [[nodiscard]] QPixmap picture();

Q_SIGNALS:
    /// The user wants to see the requests of a part of the chart: those that pass @p filter.
    void requestsWanted(const QString &filter);

private:
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
};

} // namespace ui
