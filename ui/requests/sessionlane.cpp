// SPDX-License-Identifier: LicenseRef-Private
#include "ui/requests/sessionlane.h"

#include "ui/look/humanformat.h"
#include "ui/models/exchangecolumns.h"
#include "ui/requests/exchangefacts.h"
#include "ui/words/enginecode.h"
#include "ui/words/enginetext.h"

#include <QHeaderView>
#include <QLabel>
#include <QScopedValueRollback>
#include <QSplitter>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

namespace {

constexpr size_t kMostTurns = 500;
constexpr int kIdRole = Qt::UserRole;

/// How much of the prompt came from the cache, told by a bar of four parts and in numbers.
QString cacheShare(const proxy::Usage &usage)
{
    const qint64 prompt = usage.promptTokens();
    if (prompt <= 0)
        return QStringLiteral("–");
    const double share =
        static_cast<double>(std::max<qint64>(usage.cacheRead, 0)) / static_cast<double>(prompt);
    const auto full = static_cast<int>(share * 4 + 0.5);
    return QString(full, u'▰') + QString(4 - full, u'▱') + u' ' + humanShare(share);
}

QTreeWidget *newList(const QString &name, const QStringList &titles)
{
    auto *list = new QTreeWidget;
    list->setColumnCount(static_cast<int>(titles.size()));
    list->setHeaderLabels(titles);
    list->setRootIsDecorated(false);
    list->setUniformRowHeights(true);
    list->setAllColumnsShowFocus(true);
    list->setAccessibleName(name);
    list->header()->setHighlightSections(false);
    list->header()->setStretchLastSection(true);
    return list;
}

void fitColumns(QTreeWidget &list)
{
    for (int column = 0; column + 1 < list.columnCount(); ++column)
        list.resizeColumnToContents(column);
}

} // namespace

SessionLane::SessionLane(QWidget *parent)
    : QWidget(parent)
    , m_note(new QLabel)
    , m_turns(newList(tr("Turns of this session"), {tr("Time"), tr("Answered by"), tr("Difficulty"),
                                                    tr("From the cache"), tr("Cost"), tr("Why")}))
    , m_differences(newList(tr("Compared with the turn before"),
                            {tr("Compared"), tr("Turn before"), tr("This turn")}))
{
    m_note->setWordWrap(true);
    auto *both = new QSplitter(Qt::Horizontal);
    both->addWidget(m_turns);
    both->addWidget(m_differences);
    both->setStretchFactor(0, 3);
    both->setStretchFactor(1, 2);
    both->setChildrenCollapsible(false);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->addWidget(m_note);
    layout->addWidget(both, 1);
    connect(m_turns, &QTreeWidget::currentItemChanged, this, [this](const QTreeWidgetItem *item) {
        if (item != nullptr && !m_isFilling)
            Q_EMIT turnChosen(item->data(0, kIdRole).toByteArray());
    });
}

void SessionLane::show(const std::vector<proxy::Exchange> &turns, const QByteArray &id)
{
    const QScopedValueRollback filling(m_isFilling, true);
    m_turns->clear();
    m_differences->clear();
    const size_t from = turns.size() > kMostTurns ? turns.size() - kMostTurns : 0;
    for (size_t at = from; at < turns.size(); ++at) {
        const proxy::Exchange &turn = turns[at];
        auto *item = new QTreeWidgetItem(
            m_turns, {columnText(turn, ExchangeModel::Time), answeredText(turn),
                      difficultyText(turn.decision.difficulty), cacheShare(turn.usage),
                      columnText(turn, ExchangeModel::CostColumn), outcomeText(turn)});
        item->setData(0, kIdRole, turn.id);
        item->setTextAlignment(4, Qt::AlignRight | Qt::AlignVCenter);
        if (turn.id != id)
            continue;
        m_turns->setCurrentItem(item);
        compare(turn, at > 0 ? &turns[at - 1] : nullptr);
    }
    fitColumns(*m_turns);
    fitColumns(*m_differences);
    m_note->setText(
        turns.empty() ? tr("This request belongs to no session.")
                      : tr("%n turn(s) in the table; Alt+Up and Alt+Down go from one to the next.",
                           nullptr, static_cast<int>(turns.size())));
}

void SessionLane::clear()
{
    const QScopedValueRollback filling(m_isFilling, true);
    m_turns->clear();
    m_differences->clear();
    m_note->clear();
}

void SessionLane::compare(const proxy::Exchange &turn, const proxy::Exchange *before)
{
    if (before == nullptr)
        return;
    for (const TurnDifference &difference : turnDifferences(*before, turn)) {
        // The sign tells it, not the weight alone.
        auto *item = new QTreeWidgetItem(
            m_differences,
            {(difference.differs ? QStringLiteral("≠ ") : QStringLiteral("= ")) + difference.name,
             difference.before, difference.now});
        QFont font = m_differences->font();
        font.setBold(difference.differs);
        for (int column = 0; column < 3; ++column)
            item->setFont(column, font);
        item->setToolTip(1, difference.before);
        item->setToolTip(2, difference.now);
    }
}

std::vector<TurnDifference> turnDifferences(const proxy::Exchange &before,
                                            const proxy::Exchange &now)
{
    std::vector<TurnDifference> rows;
    const auto add = [&rows](const QString &name, const QString &first, const QString &second) {
        rows.push_back({name, first, second, first != second});
    };
    const auto addColumn = [&](int column) {
        add(columnTitle(column), columnText(before, column), columnText(now, column));
    };
    addColumn(ExchangeModel::Requested);
    addColumn(ExchangeModel::Answered);
    addColumn(ExchangeModel::DifficultyColumn);
    addColumn(ExchangeModel::Why);
    const auto kind = [](const proxy::Exchange &turn) { return engineCode(turn.turnType); };
    add(SessionLane::tr("Kind of turn"), kind(before), kind(now));
    const auto body = [](const proxy::Exchange &turn) { return humanSize(turn.bytesIn); };
    add(SessionLane::tr("Request"), body(before), body(now));
    const auto prompt = [](const proxy::Exchange &turn) {
        return turn.usage.isKnown() ? humanCount(turn.usage.promptTokens()) : QStringLiteral("–");
    };
    add(SessionLane::tr("Tokens of the prompt"), prompt(before), prompt(now));
    const auto cached = [](const proxy::Exchange &turn) { return cacheShare(turn.usage); };
    add(SessionLane::tr("From the cache"), cached(before), cached(now));
    const auto out = [](const proxy::Exchange &turn) { return humanCount(turn.usage.output); };
    add(SessionLane::tr("Tokens of the answer"), out(before), out(now));
    addColumn(ExchangeModel::CostColumn);
    addColumn(ExchangeModel::Saved);
    addColumn(ExchangeModel::First);
    addColumn(ExchangeModel::Total);
    addColumn(ExchangeModel::Status);
    if (!now.cacheLoss.firstDifference.isEmpty())
        add(SessionLane::tr("The prompt differs first at"), QStringLiteral("–"),
            engineText(now.cacheLoss.firstDifference));
    return rows;
}

} // namespace ui
