// SPDX-License-Identifier: LicenseRef-Private
#include "ui/requests/requestspage.h"

#include "ui/requests/exchangedetails.h"
#include "ui/requests/filterbar.h"
#include "ui/requests/openedfile.h"
#include "ui/requests/requestcolumns.h"
#include "ui/requests/requesttable.h"
#include "ui/requests/viewmemory.h"

#include <QAction>
#include <QDateTime>
#include <QHeaderView>
#include <QMenu>
#include <QShortcut>
#include <QSplitter>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace ui {

namespace {

using namespace std::chrono_literals;

constexpr int kReadAgainEvery = 15; ///< seconds; of a filter like since:10m
constexpr size_t kMaxWaiting = 20000;
QToolButton *toggle(const QString &text, const QString &tip)
{
    auto *button = new QToolButton;
    button->setText(text);
    button->setToolTip(tip);
    button->setCheckable(true);
    return button;
}

} // namespace

RequestsPage::RequestsPage(ProxySource &source, QString logDir, QWidget *parent)
    : QWidget(parent)
    , m_source(source)
    , m_filter(m_model)
    , m_bar(new FilterBar)
    , m_follow(toggle(tr("Follow"), tr("Keep the newest request in view, when sorted by time")))
    , m_pause(toggle(tr("Pause"), tr("Hold new rows back; nothing is lost (Ctrl+P)")))
    , m_beside(new QAction(tr("&Details beside the table"), this))
    , m_table(new RequestTable(m_model, m_filter))
    , m_empty(new EmptyState(source))
    , m_stack(new QStackedLayout)
    , m_splitter(new QSplitter(Qt::Vertical))
    , m_details(new ExchangeDetails(source))
    , m_actions({.source = source,
                 .table = *m_table,
                 .rows = m_filter,
                 .bar = *m_bar,
                 .texts = m_details->texts()})
    , m_history(source, std::move(logDir))
    , m_startMs(QDateTime::currentMSecsSinceEpoch())
{
    m_splitter->addWidget(m_table);
    m_splitter->addWidget(m_details);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    m_splitter->setChildrenCollapsible(false);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_splitter);
    m_details->hide();
    buildTools();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_bar);
    layout->addLayout(m_stack, 1);
    connectParts();
    buildShortcuts();
    recall();
    showFollowing();
    showRows();
    m_second.start(1s);
    m_history.readLastDay();
}

RequestsPage::~RequestsPage()
{
    remember();
}

void RequestsPage::buildTools()
{
    m_beside->setCheckable(true);
    auto *view = new QToolButton;
    view->setText(tr("View"));
    view->setToolTip(tr("Columns, the place of the details, clear the view"));
    view->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(view);
    view->setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        menu->clear();
        offerViews(*menu);
    });
    for (QToolButton *tool : {m_follow, m_pause, view})
        m_bar->addTool(tool);
}

void RequestsPage::offerViews(QMenu &menu)
{
    menu.addAction(m_beside);
    QAction *clear = menu.addAction(tr("&Clear the view"));
    clear->setToolTip(tr("Empties the table; the request log keeps everything"));
    connect(clear, &QAction::triggered, this, [this] { clearView(EmptyState::Reason::Cleared); });
    QAction *more = menu.addAction(tr("Load &more of the request log"));
    more->setEnabled(m_history.canRead());
    connect(more, &QAction::triggered, this,
            [this] { m_history.readBefore(m_model.earliestMs()); });
    connect(menu.addAction(tr("E&xport rows…")), &QAction::triggered, &m_actions,
            &RowActions::exportRows);
    connect(menu.addAction(tr("&Open a file…")), &QAction::triggered, this,
            [this] { openRequestsFile(this); });
    menu.addSeparator();
    m_table->columns().offer(menu);
}

void RequestsPage::connectParts()
{
    connect(m_bar, &FilterBar::filterChanged, this, &RequestsPage::applyFilter);
    connect(m_bar, &FilterBar::rowsRequested, m_table, qOverload<>(&QWidget::setFocus));
    m_bar->setValues([this](const QString &field) { return m_model.valuesOf(field); });
    connect(m_follow, &QToolButton::clicked, this, [this](bool follows) {
        m_wantsToFollow = follows;
        m_table->setFollowing(follows);
    });
    connect(m_table, &RequestTable::followingChanged, this, &RequestsPage::showFollowing);
    connect(m_table, &RequestTable::chosenChanged, this, &RequestsPage::showSelected);
    connect(&m_filter, &QAbstractItemModel::dataChanged, this, &RequestsPage::showSelectedIfIn);
    connect(m_pause, &QToolButton::toggled, this, [this](bool isPaused) {
        m_pause->setText(tr("Pause"));
        if (!isPaused)
            take(std::exchange(m_waiting, {}));
    });
    connect(m_beside, &QAction::toggled, this, &RequestsPage::standBeside);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_table, &QWidget::customContextMenuRequested, &m_actions, &RowActions::openMenu);
    connect(&m_actions, &RowActions::logRequested, this, &RequestsPage::logRequested);
    connect(&m_actions, &RowActions::explainRequested, this, &RequestsPage::explainRequested);
    connect(&m_actions, &RowActions::sessionRequested, this, &RequestsPage::sessionRequested);
    connect(&m_actions, &RowActions::labelRequested, this, &RequestsPage::labelRequested);
    connect(&m_actions, &RowActions::compareRequested, this, [this](const QByteArray &id) {
        (void)select(id);
        m_details->showSession();
    });
    connect(&m_history, &HistoryReader::rowsRead, this,
            [this](const std::vector<proxy::Exchange> &rows) {
                m_table->change([&] { m_model.addEarlier(rows, m_startMs); });
                showRows();
            });
    QHeaderView *header = m_table->horizontalHeader();
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QWidget::customContextMenuRequested, this, [this, header](const QPoint &at) {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        m_table->columns().offer(*menu);
        menu->popup(header->mapToGlobal(at));
    });
    connect(&m_source, &ProxySource::exchangesArrived, this, &RequestsPage::take);
    connect(&m_source, &ProxySource::historyChanged, this, [this] {
        clearView(EmptyState::Reason::NoRequests);
        m_history.readLastDay();
    });
    connect(m_empty, &EmptyState::earlierRequested, &m_history, &HistoryReader::readLastDay);
    connect(m_empty, &EmptyState::connectAgentRequested, this,
            &RequestsPage::connectAgentRequested);
    connect(m_empty, &EmptyState::clearFilterRequested, this, [this] { filter({}); });
    m_details->setTurns([this](const QByteArray &session) { return m_model.turnsOf(session); });
    connect(m_details, &ExchangeDetails::turnRequested, this, &RequestsPage::select);
    connect(m_details, &ExchangeDetails::logRequested, this, &RequestsPage::logRequested);
    connect(m_details, &ExchangeDetails::explainRequested, this, &RequestsPage::explainRequested);
    connect(&m_second, &QTimer::timeout, this, [this] {
        m_model.letTimePass();
        if (++m_seconds % kReadAgainEvery == 0)
            m_bar->readAgain();
    });
}

void RequestsPage::buildShortcuts()
{
    auto *find = new QShortcut(QKeySequence::Find, this);
    connect(find, &QShortcut::activated, this, [this] {
        if (!m_details->isAncestorOf(focusWidget()) || !m_details->searchText())
            m_bar->focusField();
    });
    auto *escape =
        new QShortcut(Qt::Key_Escape, this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut);
    connect(escape, &QShortcut::activated, this, &RequestsPage::goBack);
    for (const auto &[key, turns] : {std::pair {Qt::Key_Up, -1}, std::pair {Qt::Key_Down, 1}}) {
        auto *step = new QShortcut(QKeySequence(Qt::ALT | key), this);
        connect(step, &QShortcut::activated, this,
                [this, turns = turns] { m_details->stepTurn(turns); });
    }
    auto *pause = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_P), this);
    connect(pause, &QShortcut::activated, m_pause, &QToolButton::toggle);
}

/// One thing at a time: completions, then the selection with its details, then the filter.
void RequestsPage::goBack()
{
    const bool isInTable = m_table->hasFocus() || m_details->isAncestorOf(focusWidget());
    if (isInTable && m_table->chosen().isValid()) {
        m_table->selectionModel()->clear();
        m_table->setFocus();
        return;
    }
    if (!m_bar->goBack())
        m_table->selectionModel()->clear();
}

void RequestsPage::clearView(EmptyState::Reason reason)
{
    m_table->change([this] { m_model.clear(); });
    m_waiting.clear();
    m_emptyBecause = reason;
    showSelected();
    showRows();
}

void RequestsPage::take(const std::vector<proxy::Exchange> &exchanges)
{
    if (m_pause->isChecked()) {
        m_waiting.insert(m_waiting.end(), exchanges.begin(), exchanges.end());
        if (m_waiting.size() > kMaxWaiting)
            m_waiting.erase(m_waiting.begin(), m_waiting.end() - kMaxWaiting);
        m_pause->setText(tr("Pause (%n waiting)", nullptr, static_cast<int>(m_waiting.size())));
        return;
    }
    if (exchanges.empty())
        return;
    m_table->change([&] { m_model.add(exchanges); });
    showRows();
}

void RequestsPage::applyFilter(const proxy::ExchangeQuery &query)
{
    const QModelIndex kept = m_table->chosen();
    // Qt would choose its neighbour.
    if (kept.isValid() && !query.matches(m_filter.exchangeAt(kept)))
        m_table->selectionModel()->clear();
    // The same one again, as time went by: nothing moves for that.
    const bool isAnother = std::exchange(m_shownFilter, m_bar->text()) != m_bar->text();
    const auto set = [&] { m_filter.setQuery(query); };
    isAnother ? m_table->rearrange(set) : m_table->change(set);
    showRows();
}

/// The table, or why it is empty.
void RequestsPage::showRows()
{
    m_bar->setCounts(m_filter.rowCount(), m_model.rowCount());
    const bool isEmpty = m_filter.rowCount() == 0;
    if (isEmpty)
        m_empty->show(m_model.rowCount() > 0 ? EmptyState::Reason::NoMatch : m_emptyBecause);
    m_stack->setCurrentIndex(isEmpty ? 0 : 1);
}

void RequestsPage::showSelected()
{
    const QModelIndex chosen = m_table->chosen();
    m_details->setVisible(chosen.isValid());
    if (!chosen.isValid())
        return m_details->showNothing();
    m_details->show(m_filter.wholeAt(chosen));
    m_table->scrollTo(chosen);
}

void RequestsPage::showSelectedIfIn(const QModelIndex &first, const QModelIndex &last)
{
    const QModelIndex chosen = m_table->chosen();
    if (chosen.isValid() && chosen.row() >= first.row() && chosen.row() <= last.row())
        m_details->show(m_filter.wholeAt(chosen));
}

void RequestsPage::showFollowing()
{
    m_follow->setEnabled(m_table->isByTime());
    m_follow->setChecked(m_table->isFollowing());
}

void RequestsPage::standBeside(bool isBeside)
{
    ViewMemory::saveSplitter(m_splitter->orientation(), m_splitter->saveState());
    const Qt::Orientation orientation = isBeside ? Qt::Horizontal : Qt::Vertical;
    m_splitter->restoreState(ViewMemory::splitter(orientation));
    m_splitter->setOrientation(orientation);
}

bool RequestsPage::select(const QByteArray &id)
{
    const int row = m_model.rowOf(id);
    if (row < 0)
        return false;
    if (!m_filter.mapFromSource(m_model.index(row, 0)).isValid())
        filter({});
    const QModelIndex shown = m_filter.mapFromSource(m_model.index(row, 0));
    m_table->choose(shown);
    m_table->setFocus();
    return true;
}

void RequestsPage::filter(const QString &query)
{
    m_bar->setText(query);
}

const proxy::Exchange &RequestsPage::shownAt(int row) const
{
    return m_filter.exchangeAt(m_filter.index(row, 0));
}

void RequestsPage::showFile(const OpenedRequests &requests)
{
    m_isOfFile = true;
    filter({});
    m_details->texts().setFile(requests.bodies);
    m_table->setFollowing(false);
    take(requests.rows);
}

void RequestsPage::remember() const
{
    if (m_isOfFile)
        return;
    m_table->columns().save();
    const QHeaderView *header = m_table->horizontalHeader();
    ViewMemory {.filter = m_bar->text(),
                .follows = m_wantsToFollow,
                .sortColumn = header->sortIndicatorSection(),
                .sortOrder = header->sortIndicatorOrder(),
                .isBeside = m_beside->isChecked()}
        .save();
    ViewMemory::saveSplitter(m_splitter->orientation(), m_splitter->saveState());
}

void RequestsPage::recall()
{
    const ViewMemory memory = ViewMemory::load();
    m_table->sortByColumn(memory.sortColumn, memory.sortOrder);
    m_wantsToFollow = memory.follows;
    m_table->setFollowing(m_wantsToFollow);
    m_splitter->restoreState(ViewMemory::splitter(Qt::Vertical));
    m_beside->setChecked(memory.isBeside);
    filter(memory.filter);
}

RequestsPage::State RequestsPage::state() const
{
    State state {.rows = {},
                 .rowsFromBefore = m_model.rowsFromBefore(),
                 .waiting = m_waiting,
                 .filter = m_bar->text(),
                 .selected = {},
                 .follows = m_follow->isChecked(),
                 .isPaused = m_pause->isChecked()};
    state.rows.reserve(static_cast<size_t>(m_model.rowCount()));
    for (int row = 0; row < m_model.rowCount(); ++row)
        state.rows.push_back(m_model.whole(row));
    if (const QModelIndex chosen = m_table->chosen(); chosen.isValid())
        state.selected = m_filter.exchangeAt(chosen).id;
    return state;
}

void RequestsPage::restore(const State &state)
{
    const auto live = state.rows.begin() + state.rowsFromBefore;
    take({live, state.rows.end()});
    m_table->change([&] { m_model.addEarlier({state.rows.begin(), live}); });
    showRows();
    filter(state.filter);
    if (!state.selected.isEmpty())
        (void)select(state.selected);
    else
        m_table->setFollowing(state.follows);
    m_pause->setChecked(state.isPaused);
    if (!state.waiting.empty())
        take(state.waiting);
}

} // namespace ui
