// SPDX-License-Identifier: LicenseRef-Private
#include "ui/requests/requestspage.h"

#include "ui/host/background.h"
#include "ui/requests/exchangedetails.h"
#include "ui/requests/exportdialog.h"
#include "ui/requests/filterbar.h"
#include "ui/requests/openedfile.h"
#include "ui/requests/requestcolumns.h"
#include "ui/requests/requesthistory.h"
#include "ui/requests/requesttable.h"
#include "ui/requests/rowmenu.h"

#include <QAction>
#include <QClipboard>
#include <QDateTime>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QSettings>
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

constexpr qint64 kDayMs = 24LL * 3600 * 1000;
constexpr size_t kMaxWaiting = 20000;
constexpr int kMostExported = 1000;
constexpr int kOfferedRows = 5000; ///< the newest rows, whose values a filter is completed with
constexpr qsizetype kOfferedValues = 100;

const QString kFilterKey = QStringLiteral("requests/filter");
const QString kFollowKey = QStringLiteral("requests/follow");
const QString kSortKey = QStringLiteral("requests/sort");
const QString kDescendingKey = QStringLiteral("requests/sortDescending");
const QString kBesideKey = QStringLiteral("requests/detailsBeside");

/// Below and beside, the details have a size of their own each.
QString splitterKey(Qt::Orientation orientation)
{
    return orientation == Qt::Vertical ? QStringLiteral("requests/splitter")
                                       : QStringLiteral("requests/splitterBeside");
}

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
    , m_logDir(std::move(logDir))
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
    readLastDay();
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
    more->setEnabled(!m_logDir.isEmpty() && !m_isReading && !m_source.isDemo());
    connect(more, &QAction::triggered, this, &RequestsPage::loadMore);
    connect(menu.addAction(tr("E&xport rows…")), &QAction::triggered, this,
            &RequestsPage::exportRows);
    connect(menu.addAction(tr("&Open a file…")), &QAction::triggered, this,
            [this] { openRequestsFile(this); });
    menu.addSeparator();
    m_table->columns().offer(menu);
}

void RequestsPage::connectParts()
{
    connect(m_bar, &FilterBar::filterChanged, this, &RequestsPage::applyFilter);
    connect(m_bar, &FilterBar::rowsRequested, m_table, qOverload<>(&QWidget::setFocus));
    m_bar->setValues([this](const QString &field) { return valuesOf(field); });
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
    connect(m_table, &QWidget::customContextMenuRequested, this, &RequestsPage::openRowMenu);
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
        readLastDay();
    });
    connect(m_empty, &EmptyState::earlierRequested, this, &RequestsPage::readLastDay);
    connect(m_empty, &EmptyState::connectAgentRequested, this,
            &RequestsPage::connectAgentRequested);
    connect(m_empty, &EmptyState::clearFilterRequested, this, [this] { filter({}); });
    m_details->setTurns([this](const QByteArray &session) { return turnsOf(session); });
    connect(m_details, &ExchangeDetails::turnRequested, this, &RequestsPage::select);
    connect(m_details, &ExchangeDetails::logRequested, this, &RequestsPage::logRequested);
    connect(m_details, &ExchangeDetails::explainRequested, this, &RequestsPage::explainRequested);
    connect(&m_second, &QTimer::timeout, this, [this] {
        m_model.letTimePass();
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

void RequestsPage::readLastDay()
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    readEarlier(now - kDayMs, now);
}

void RequestsPage::loadMore()
{
    qint64 oldest = QDateTime::currentMSecsSinceEpoch();
    for (int row = 0; row < m_model.rowCount(); ++row)
        oldest = std::min(oldest, m_model.at(row).startedAtMs);
    readEarlier(0, oldest);
}

void RequestsPage::readEarlier(qint64 sinceMs, qint64 beforeMs)
{
    // What the demo shows is in no log, and the log is not the demo's.
    if (m_logDir.isEmpty() || m_isReading || m_source.isDemo())
        return;
    m_isReading = true;
    inBackground(
        this,
        [wish = HistoryWish {.logDir = m_logDir, .sinceMs = sinceMs, .beforeMs = beforeMs}] {
            return earlierRequests(wish);
        },
        [this](std::vector<proxy::Exchange> rows) {
            m_isReading = false;
            if (m_source.isDemo())
                return;
            m_table->change([&] { m_model.addEarlier(std::move(rows)); });
            showRows();
        });
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
    m_table->rearrange([&] { m_filter.setQuery(query); });
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
    m_details->show(m_filter.exchangeAt(chosen));
    m_table->scrollTo(chosen);
}

void RequestsPage::showSelectedIfIn(const QModelIndex &first, const QModelIndex &last)
{
    const QModelIndex chosen = m_table->chosen();
    if (chosen.isValid() && chosen.row() >= first.row() && chosen.row() <= last.row())
        m_details->show(m_filter.exchangeAt(chosen));
}

void RequestsPage::showFollowing()
{
    m_follow->setEnabled(m_table->isByTime());
    m_follow->setChecked(m_table->isFollowing());
}

void RequestsPage::standBeside(bool isBeside)
{
    QSettings settings;
    settings.setValue(splitterKey(m_splitter->orientation()), m_splitter->saveState());
    const Qt::Orientation orientation = isBeside ? Qt::Horizontal : Qt::Vertical;
    m_splitter->restoreState(settings.value(splitterKey(orientation)).toByteArray());
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

std::vector<proxy::Exchange> RequestsPage::turnsOf(const QByteArray &session) const
{
    std::vector<proxy::Exchange> turns;
    for (int row = 0; row < m_model.rowCount() && !session.isEmpty(); ++row) {
        if (m_model.at(row).session == session)
            turns.push_back(m_model.at(row));
    }
    return turns;
}

QStringList RequestsPage::valuesOf(const QString &field) const
{
    QSet<QByteArray> values;
    const int from = std::max(0, m_model.rowCount() - kOfferedRows);
    for (int row = m_model.rowCount() - 1; row >= from && values.size() < kOfferedValues; --row) {
        for (const QByteArray &value : proxy::rowTexts(m_model.at(row), field)) {
            if (!value.isEmpty())
                values.insert(value);
        }
    }
    QStringList words;
    for (const QByteArray &value : values)
        words << QString::fromUtf8(value);
    return words;
}

void RequestsPage::openRowMenu(const QPoint &position)
{
    const QModelIndex index = m_table->indexAt(position);
    if (!index.isValid())
        return;
    const proxy::Exchange exchange = m_filter.exchangeAt(index);
    auto *menu = new RowMenu(exchange, index.column(), this);
    connect(menu, &RowMenu::filterRequested, this, [this](const QString &term, bool isAlone) {
        isAlone ? m_bar->setText(term) : m_bar->add(term);
    });
    connect(menu, &RowMenu::copyRequested, this,
            [](const QString &text) { QGuiApplication::clipboard()->setText(text); });
    connect(menu, &RowMenu::curlRequested, this, [this, exchange] {
        m_details->texts().fetch(exchange.id, [this, exchange](const auto &bodies) {
            const bool isWhole = bodies && !bodies->request.isCut && !bodies->request.isUnread;
            QGuiApplication::clipboard()->setText(curlText(
                exchange, m_source.baseUrl(), isWhole ? bodies->request.text : QByteArray()));
        });
    });
    connect(menu, &RowMenu::jsonRequested, this,
            [exchange] { QGuiApplication::clipboard()->setText(jsonText(exchange)); });
    connect(menu, &RowMenu::logRequested, this, [this, id = exchange.id] { logRequested(id); });
    connect(menu, &RowMenu::explainRequested, this,
            [this, exchange] { Q_EMIT explainRequested(exchange); });
    connect(menu, &RowMenu::exportRequested, this, &RequestsPage::exportRows);
    connect(menu, &RowMenu::compareRequested, this, [this, id = exchange.id] {
        (void)select(id);
        m_details->showSession();
    });
    connect(menu, &RowMenu::sessionRequested, this, &RequestsPage::sessionRequested);
    connect(menu, &RowMenu::labelRequested, this,
            [this, id = exchange.id](proxy::Difficulty difficulty) {
                Q_EMIT labelRequested(id, difficulty);
            });
    menu->popup(m_table->viewport()->mapToGlobal(position));
}

/// The selected rows; without a selection of several all that the filter lets pass.
void RequestsPage::exportRows()
{
    QModelIndexList chosen = m_table->allChosen();
    std::vector<proxy::Exchange> rows;
    if (chosen.isEmpty()) {
        for (int row = std::max(0, m_filter.rowCount() - kMostExported); row < m_filter.rowCount();
             ++row)
            rows.push_back(shownAt(row));
    }
    for (const QModelIndex &index : chosen.mid(0, kMostExported))
        rows.push_back(m_filter.exchangeAt(index));
    auto *dialog = new ExportDialog(std::move(rows), m_source, m_details->texts(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
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
    QSettings settings;
    m_table->columns().save();
    const QHeaderView *header = m_table->horizontalHeader();
    settings.setValue(kFilterKey, m_bar->text());
    settings.setValue(kFollowKey, m_wantsToFollow);
    settings.setValue(kSortKey, header->sortIndicatorSection());
    settings.setValue(kDescendingKey, header->sortIndicatorOrder() == Qt::DescendingOrder);
    settings.setValue(kBesideKey, m_beside->isChecked());
    settings.setValue(splitterKey(m_splitter->orientation()), m_splitter->saveState());
}

void RequestsPage::recall()
{
    const QSettings settings;
    const int column = settings.value(kSortKey, 0).toInt();
    m_table->sortByColumn(std::clamp(column, 0, ExchangeModel::ColumnCount - 1),
                          settings.value(kDescendingKey).toBool() ? Qt::DescendingOrder
                                                                  : Qt::AscendingOrder);
    m_wantsToFollow = settings.value(kFollowKey, true).toBool();
    m_table->setFollowing(m_wantsToFollow);
    m_splitter->restoreState(settings.value(splitterKey(Qt::Vertical)).toByteArray());
    m_beside->setChecked(settings.value(kBesideKey).toBool());
    filter(settings.value(kFilterKey).toString());
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
        state.rows.push_back(m_model.at(row));
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
