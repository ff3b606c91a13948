// SPDX-License-Identifier: LicenseRef-Private
#include "ui/statistics/chartpanel.h"

#include "ui/statistics/exportfile.h"

#include <QApplication>
#include <QChart>
#include <QChartView>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QMouseEvent>
#include <QRubberBand>
#include <QStackedLayout>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace ui {

namespace {

QByteArray csvField(const QString &text)
{
    QByteArray field = text.toUtf8();
    // A spreadsheet takes these for a formula.
    if (field.startsWith('=') || field.startsWith('+') || field.startsWith('@'))
        field.prepend('\'');
    if (!field.contains(',') && !field.contains('"') && !field.contains('\n'))
        return field;
    return '"' + field.replace('"', "\"\"") + '"';
}

QByteArray csvLine(const QStringList &fields)
{
    QByteArrayList line;
    for (const QString &field : fields)
        line << csvField(field);
    return line.join(',') + "\r\n";
}

} // namespace

ChartPanel::ChartPanel(const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_title(title)
    , m_heading(new QLabel(title))
    , m_stack(new QStackedLayout)
    , m_view(new QChartView)
    , m_table(new QTableWidget)
    , m_band(new QRubberBand(QRubberBand::Rectangle, m_view->viewport()))
{
    QFont bold = m_heading->font();
    bold.setBold(true);
    m_heading->setFont(bold);
    m_heading->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_view->setRenderHint(QPainter::Antialiasing);
    m_view->setFrameShape(QFrame::StyledPanel);
    m_view->setAccessibleName(title);
    m_view->viewport()->setAccessibleName(title);
    m_view->setMinimumSize(200, 130);
    m_table->setAccessibleName(title);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->verticalHeader()->hide();
    m_table->setAlternatingRowColors(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    buildMenu();
    layout->addLayout(m_stack, 1);
    m_view->viewport()->installEventFilter(this);
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_table);
}

void ChartPanel::buildMenu()
{
    auto *button = new QToolButton;
    button->setText(QStringLiteral("⋯"));
    button->setAutoRaise(true);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setAccessibleName(tr("%1: table and export").arg(m_title));
    button->setToolTip(tr("As a table, save"));
    auto *menu = new QMenu(button);
    m_asTable = menu->addAction(tr("Show as &table"));
    m_asTable->setCheckable(true);
    connect(m_asTable, &QAction::toggled, this, &ChartPanel::showAsTable);
    connect(menu->addAction(tr("Save as &PNG…")), &QAction::triggered, this,
            &ChartPanel::savePicture);
    connect(menu->addAction(tr("Save as &CSV…")), &QAction::triggered, this, &ChartPanel::saveCsv);
    button->setMenu(menu);
    auto *head = new QHBoxLayout;
    head->addWidget(m_heading, 1);
    head->addWidget(button);
    static_cast<QVBoxLayout *>(layout())->addLayout(head);
}

void ChartPanel::show(QChart *chart, const QStringList &columns, const Rows &rows)
{
    QChart *former = m_view->chart();
    m_view->setChart(chart);
    if (former != nullptr)
        former->deleteLater();
    m_columns = columns;
    m_rows = rows;
    if (m_stack->currentWidget() == m_table)
        fillTable();
}

bool ChartPanel::eventFilter(QObject *watched, QEvent *event)
{
    const bool isOfPointer = event->type() == QEvent::MouseButtonPress
                             || event->type() == QEvent::MouseMove
                             || event->type() == QEvent::MouseButtonRelease
                             || event->type() == QEvent::MouseButtonDblClick;
    if (watched == m_view->viewport() && isOfPointer && m_times.columns > 0)
        followPointer(*static_cast<QMouseEvent *>(event));
    return QWidget::eventFilter(watched, event);
}

void ChartPanel::followPointer(const QMouseEvent &event)
{
    const QPoint at = event.position().toPoint();
    const bool isLeft = event.button() == Qt::LeftButton;
    if (event.type() == QEvent::MouseButtonDblClick)
        Q_EMIT wholeTimeWanted();
    else if (event.type() == QEvent::MouseButtonPress && isLeft)
        m_pressedAt = at;
    else if (event.type() == QEvent::MouseMove && m_pressedAt)
        draw(at);
    else if (event.type() == QEvent::MouseButtonRelease && m_pressedAt && isLeft)
        choose(at);
}

void ChartPanel::draw(const QPoint &to)
{
    const QRect plot = m_view->chart()->plotArea().toRect();
    const int left = std::clamp(std::min(m_pressedAt->x(), to.x()), plot.left(), plot.right());
    const int right = std::clamp(std::max(m_pressedAt->x(), to.x()), plot.left(), plot.right());
    m_band->setGeometry(left, plot.top(), right - left, plot.height());
    m_band->setVisible(right - left >= QApplication::startDragDistance());
}

void ChartPanel::choose(const QPoint &to)
{
    const QPoint from = *std::exchange(m_pressedAt, std::nullopt);
    m_band->hide();
    // A click is no choice: it is for the bar below.
    if (std::abs(to.x() - from.x()) < QApplication::startDragDistance())
        return;
    const int first = columnAt(std::min(from.x(), to.x()));
    const int last = columnAt(std::max(from.x(), to.x()));
    Q_EMIT timesChosen(m_times.beginMs + first * m_times.stepMs,
                       m_times.beginMs + (last + 1) * m_times.stepMs);
}

int ChartPanel::columnAt(int x) const
{
    const QRectF plot = m_view->chart()->plotArea();
    const double share = (x - plot.left()) / std::max(plot.width(), 1.0);
    return std::clamp(static_cast<int>(share * m_times.columns), 0, m_times.columns - 1);
}

void ChartPanel::showAsTable(bool asTable)
{
    m_asTable->setChecked(asTable);
    if (asTable)
        fillTable();
    m_stack->setCurrentIndex(asTable ? 1 : 0);
}

void ChartPanel::fillTable()
{
    m_table->setColumnCount(static_cast<int>(m_columns.size()));
    m_table->setHorizontalHeaderLabels(m_columns);
    m_table->setRowCount(static_cast<int>(m_rows.size()));
    for (int row = 0; row < m_table->rowCount(); ++row) {
        for (int column = 0; column < m_table->columnCount(); ++column) {
            auto *item = new QTableWidgetItem(m_rows[static_cast<size_t>(row)].value(column));
            if (column > 0)
                item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            m_table->setItem(row, column, item);
        }
    }
    m_table->resizeColumnsToContents();
}

QByteArray ChartPanel::csv() const
{
    QByteArray text = csvLine(m_columns);
    for (const QStringList &row : m_rows)
        text += csvLine(row);
    return text;
}

QPixmap ChartPanel::picture()
{
    return grab();
}

void ChartPanel::savePicture()
{
    const QString path = QFileDialog::getSaveFileName(
        this, m_title, m_title + QStringLiteral(".png"), tr("Pictures (*.png)"));
    if (!path.isEmpty() && !exportPicture(this, path, picture()))
        QMessageBox::warning(this, path, tr("The picture could not be written."));
}

void ChartPanel::saveCsv()
{
    const QString path = QFileDialog::getSaveFileName(
        this, m_title, m_title + QStringLiteral(".csv"), tr("Tables (*.csv)"));
    if (!path.isEmpty())
        exportBytes(this, path, csv());
}

} // namespace ui
