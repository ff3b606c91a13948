// SPDX-License-Identifier: LicenseRef-Private
#include "ui/requests/requestspage.h"

#include "ui/models/querycompleter.h"
#include "ui/requests/exchangedetails.h"
#include "ui/requests/savedfilters.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QShortcut>
#include <QSplitter>
#include <QStackedLayout>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <array>
#include <utility>

namespace ui {

namespace {

constexpr size_t kMaxWaiting = 20000;
const QString kHeaderKey = QStringLiteral("requests/header");

QToolButton *toggle(const QString &text, const QString &tip)
{
    auto *button = new QToolButton;
    button->setText(text);
    button->setToolTip(tip);
    button->setCheckable(true);
    return button;
}

} // namespace

RequestsPage::RequestsPage(ProxySource &source, QWidget *parent)
    : QWidget(parent)
    , m_source(source)
    , m_filter(m_model)
    , m_query(new QLineEdit)
    , m_saved(new SavedFilters)
    , m_follow(toggle(tr("Follow"), tr("Keep the newest request in view")))
    , m_pause(toggle(tr("Pause"), tr("Hold new rows back; nothing is lost")))
    , m_table(new QTableView)
    , m_details(new ExchangeDetails(source))
    , m_stack(new QStackedLayout)
    , m_held(new QLabel)
{
    buildTable();
    auto *splitter = new QSplitter(Qt::Vertical);
    splitter->addWidget(m_table);
    splitter->addWidget(m_details);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    m_stack->addWidget(buildEmptyState());
    m_stack->addWidget(splitter);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(buildToolBar());
    layout->addLayout(m_stack, 1);
    splitter->setChildrenCollapsible(false);
    connect(&m_source, &ProxySource::exchangesArrived, this, &RequestsPage::take);
    connect(m_details, &ExchangeDetails::logRequested, this, &RequestsPage::logRequested);
    connect(m_details, &ExchangeDetails::explainRequested, this, &RequestsPage::explainRequested);
    buildShortcuts();
}

void RequestsPage::buildShortcuts()
{
    auto *find = new QShortcut(QKeySequence::Find, this);
    connect(find, &QShortcut::activated, m_query, qOverload<>(&QWidget::setFocus));
    // From the filter straight to the rows, and back.
    auto *down = new QShortcut(Qt::Key_Down, m_query, nullptr, nullptr, Qt::WidgetShortcut);
    connect(down, &QShortcut::activated, m_table, qOverload<>(&QWidget::setFocus));
    auto *escape =
        new QShortcut(Qt::Key_Escape, this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut);
    connect(escape, &QShortcut::activated, this, [this] {
        if (m_query->text().isEmpty())
            m_table->clearSelection();
        m_query->clear();
    });
    auto *pause = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_P), this);
    connect(pause, &QShortcut::activated, m_pause, &QToolButton::toggle);
}

RequestsPage::~RequestsPage()
{
    QSettings().setValue(kHeaderKey, m_table->horizontalHeader()->saveState());
}

QWidget *RequestsPage::buildToolBar()
{
    auto *bar = new QWidget;
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(0, 0, 0, 0);
    m_query->setPlaceholderText(
        tr("Filter: words, or fields like  difficulty:hard  status:>=500  ms:>2000  -client:curl"));
    m_query->setClearButtonEnabled(true);
    m_query->setAccessibleName(tr("Filter"));
    m_query->setCompleter(new QueryCompleter(m_query));
    m_follow->setChecked(true);
    auto *clear = new QToolButton;
    clear->setText(tr("Clear view"));
    clear->setToolTip(tr("Empties the table; the request log keeps everything"));
    auto *columns = new QToolButton;
    columns->setText(tr("Columns"));
    columns->setToolTip(tr("Which columns are shown; drag their titles to move them"));
    layout->addWidget(m_query, 1);
    layout->addWidget(m_saved);
    layout->addWidget(m_held);
    layout->addWidget(m_follow);
    layout->addWidget(m_pause);
    layout->addWidget(clear);
    layout->addWidget(columns);
    connect(columns, &QToolButton::clicked, this,
            [this, columns] { chooseColumns(columns->mapToGlobal(QPoint(0, columns->height()))); });
    connect(m_saved, &SavedFilters::chosen, m_query, &QLineEdit::setText);
    connect(m_query, &QLineEdit::textChanged, this, &RequestsPage::applyFilter);
    connect(clear, &QToolButton::clicked, this, &RequestsPage::clearView);
    connect(&m_source, &ProxySource::historyChanged, this, &RequestsPage::clearView);
    connect(m_pause, &QToolButton::toggled, this, [this](bool paused) {
        if (!paused)
            take(std::exchange(m_waiting, {}));
    });
    return bar;
}

void RequestsPage::clearView()
{
    m_model.clear();
    m_waiting.clear();
    m_details->showNothing();
}

QWidget *RequestsPage::buildEmptyState()
{
    auto *page = new QWidget;
    auto *layout = new QVBoxLayout(page);
    auto *text = new QLabel(tr("No request yet. Point an agent at this proxy:"));
    auto *line = new QLabel(QStringLiteral("ANTHROPIC_BASE_URL=") + m_source.baseUrl());
    auto *copy = new QPushButton(tr("Copy"));
    auto *connectAgent = new QPushButton(tr("Connect an agent…"));
    line->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    QFont fixed = line->font();
    fixed.setFamily(QStringLiteral("monospace"));
    line->setFont(fixed);
    layout->addStretch();
    for (QWidget *widget : {static_cast<QWidget *>(text), static_cast<QWidget *>(line),
                            static_cast<QWidget *>(copy), static_cast<QWidget *>(connectAgent)})
        layout->addWidget(widget, 0, Qt::AlignHCenter);
    layout->addStretch();
    connect(copy, &QPushButton::clicked, line,
            [line] { QGuiApplication::clipboard()->setText(line->text()); });
    connect(connectAgent, &QPushButton::clicked, this, &RequestsPage::connectAgentRequested);
    connect(&m_source, &ProxySource::statusChanged, line, [this, line] {
        line->setText(QStringLiteral("ANTHROPIC_BASE_URL=") + m_source.baseUrl());
    });
    return page;
}

void RequestsPage::buildTable()
{
    m_table->setModel(&m_filter);
    m_table->setSortingEnabled(true);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setAlternatingRowColors(true);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    // Tab leaves the table; arrows move in it.
    m_table->setTabKeyNavigation(false);
    m_table->setAccessibleName(tr("Requests"));
    m_table->verticalHeader()->hide();
    // A fixed height spares a layout pass over every row.
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    QHeaderView *header = m_table->horizontalHeader();
    header->setSectionsMovable(true);
    header->setStretchLastSection(true);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QWidget::customContextMenuRequested, this,
            [this, header](const QPoint &place) { chooseColumns(header->mapToGlobal(place)); });
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_table, &QWidget::customContextMenuRequested, this, &RequestsPage::offerLabels);
    if (!header->restoreState(QSettings().value(kHeaderKey).toByteArray())) {
        constexpr std::array kWidths {62, 84, 80, 158, 172, 76, 100, 60, 70, 58, 54, 62, 66, 80};
        for (int column = 0; column < ExchangeModel::ColumnCount; ++column)
            m_table->setColumnWidth(column, kWidths.at(static_cast<size_t>(column)));
        header->hideSection(ExchangeModel::Project);
        m_table->sortByColumn(ExchangeModel::Time, Qt::AscendingOrder);
    }
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &RequestsPage::showSelected);
    connect(&m_filter, &QAbstractItemModel::dataChanged, this, &RequestsPage::showSelectedIfIn);
}

void RequestsPage::take(const std::vector<proxy::Exchange> &exchanges)
{
    if (m_pause->isChecked()) {
        m_waiting.insert(m_waiting.end(), exchanges.begin(), exchanges.end());
        if (m_waiting.size() > kMaxWaiting)
            m_waiting.erase(m_waiting.begin(), m_waiting.end() - kMaxWaiting);
        m_held->setText(tr("%n waiting", nullptr, static_cast<int>(m_waiting.size())));
        return;
    }
    m_held->clear();
    m_model.add(exchanges);
    m_stack->setCurrentIndex(m_model.rowCount() > 0 ? 1 : 0);
    const bool newestIsLast =
        m_table->horizontalHeader()->sortIndicatorOrder() == Qt::AscendingOrder;
    if (m_follow->isChecked())
        newestIsLast ? m_table->scrollToBottom() : m_table->scrollToTop();
}

void RequestsPage::applyFilter(const QString &text)
{
    m_saved->setPresent(text);
    m_filter.setQuery(ExchangeQuery::parse(text));
}

void RequestsPage::showSelected()
{
    const QModelIndex current = m_table->currentIndex();
    if (!current.isValid())
        return m_details->showNothing();
    m_details->show(m_filter.exchangeAt(current));
}

void RequestsPage::showSelectedIfIn(const QModelIndex &first, const QModelIndex &last)
{
    const int row = m_table->currentIndex().row();
    if (row >= first.row() && row <= last.row())
        showSelected();
}

bool RequestsPage::select(const QByteArray &id)
{
    const int row = m_model.rowOf(id);
    if (row < 0)
        return false;
    if (!m_filter.mapFromSource(m_model.index(row, 0)).isValid())
        m_query->clear();
    const QModelIndex shown = m_filter.mapFromSource(m_model.index(row, 0));
    m_follow->setChecked(false);
    m_table->setCurrentIndex(shown);
    m_table->scrollTo(shown, QAbstractItemView::PositionAtCenter);
    m_table->setFocus();
    return true;
}

void RequestsPage::filter(const QString &query)
{
    m_query->setText(query);
}

const proxy::Exchange &RequestsPage::shownAt(int row) const
{
    return m_filter.exchangeAt(m_filter.index(row, 0));
}

void RequestsPage::chooseColumns(const QPoint &position)
{
    QHeaderView *header = m_table->horizontalHeader();
    QMenu menu;
    for (int column = 0; column < ExchangeModel::ColumnCount; ++column) {
        QAction *action =
            menu.addAction(m_model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
        action->setCheckable(true);
        action->setChecked(!header->isSectionHidden(column));
        connect(action, &QAction::toggled, header,
                [header, column](bool shown) { header->setSectionHidden(column, !shown); });
    }
    menu.exec(position);
}

void RequestsPage::offerLabels(const QPoint &position)
{
    const QModelIndex index = m_table->indexAt(position);
    if (!index.isValid())
        return;
    const proxy::Exchange &exchange = m_filter.exchangeAt(index);
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [&](const QString &text, proxy::Difficulty difficulty) {
        QAction *action = menu->addAction(text);
        action->setEnabled(exchange.routable);
        connect(action, &QAction::triggered, this,
                [this, id = exchange.id, difficulty] { Q_EMIT labelRequested(id, difficulty); });
    };
    add(tr("Should have been &hard"), proxy::Difficulty::Hard);
    add(tr("Should have been &easy"), proxy::Difficulty::Easy);
    add(tr("&Take back what was said"), proxy::Difficulty::None);
    menu->popup(m_table->viewport()->mapToGlobal(position));
}

RequestsPage::State RequestsPage::state() const
{
    State state {.rows = {},
                 .waiting = m_waiting,
                 .filter = m_query->text(),
                 .selected = {},
                 .follows = m_follow->isChecked(),
                 .isPaused = m_pause->isChecked()};
    state.rows.reserve(static_cast<size_t>(m_model.rowCount()));
    for (int row = 0; row < m_model.rowCount(); ++row)
        state.rows.push_back(m_model.at(row));
    if (m_table->currentIndex().isValid())
        state.selected = m_filter.exchangeAt(m_table->currentIndex()).id;
    return state;
}

void RequestsPage::restore(const State &state)
{
    take(state.rows);
    m_query->setText(state.filter);
    if (!state.selected.isEmpty())
        (void)select(state.selected);
    m_follow->setChecked(state.follows);
    m_pause->setChecked(state.isPaused);
    if (!state.waiting.empty())
        take(state.waiting);
}

} // namespace ui
