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

/// One chart with its title; the same numbers as a table, as a picture or as CSV.
class ChartPanel final : public QWidget
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ChartPanel)

public:
    using Rows = std::vector<QStringList>;

    explicit ChartPanel(const QString &title, QWidget *parent = nullptr);

    /// Takes the chart; the former one is gone then.
    void show(QChart *chart, const QStringList &columns, const Rows &rows);
    void showAsTable(bool asTable);
    /// The numbers as RFC 4180 writes them.
    [[nodiscard]] QByteArray csv() const;
    [[nodiscard]] QPixmap picture();

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
