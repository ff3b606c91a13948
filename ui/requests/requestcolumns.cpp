// SPDX-License-Identifier: LicenseRef-Private
#include "ui/requests/requestcolumns.h"

#include "ui/models/exchangecolumns.h"

#include <QHeaderView>
#include <QMenu>
#include <QSettings>
#include <QTableView>

#include <algorithm>
#include <utility>

namespace ui {

namespace {

const QString kOrderKey = QStringLiteral("requests/columns/order");
const QString kWidthsKey = QStringLiteral("requests/columns/widths");
const QString kChoicesKey = QStringLiteral("requests/columns/choices");

constexpr int kPadding = 12;
constexpr int kLeast = 56; ///< of a column that stretches
constexpr int kSample = 300; ///< rows that are measured
constexpr int kRepeatUntil = 200; ///< rows from which the widths stay

/// Columns that fold where the window is narrow, the first ones first.
constexpr std::array kFolding {
    ExchangeModel::Tokens,     ExchangeModel::Project, ExchangeModel::First, ExchangeModel::Route,
    ExchangeModel::CostColumn, ExchangeModel::Client,  ExchangeModel::Total, ExchangeModel::Why};
constexpr size_t kFoldTogether = 3; ///< of them fold with a narrow window, whatever the room

bool isStretched(int column)
{
    switch (column) {
    case ExchangeModel::Client:
    case ExchangeModel::Project:
    case ExchangeModel::Requested:
    case ExchangeModel::Answered:
    case ExchangeModel::Why:
    case ExchangeModel::Status:
        return true;
    default:
        return false;
    }
}

bool isName(int column)
{
    return isStretched(column) && column != ExchangeModel::Why && column != ExchangeModel::Status;
}

QVariantList toList(const auto &numbers)
{
    QVariantList list;
    for (const auto number : numbers)
        list << static_cast<int>(number);
    return list;
}

} // namespace

RequestColumns::RequestColumns(QTableView &table, QObject *parent)
    : QObject(parent)
    , m_table(table)
{
    QHeaderView *header = m_table.horizontalHeader();
    header->setSectionsMovable(true);
    header->setStretchLastSection(false);
    header->setHighlightSections(false);
    header->setMinimumSectionSize(24);
    restore();
    measure();
    connect(header, &QHeaderView::sectionResized, this,
            [this](int column, int, int width) { noteWidth(column, width); });
}

void RequestColumns::measure()
{
    const QAbstractItemModel *rows = m_table.model();
    const int count = rows->rowCount();
    if (count == m_measured || (m_measured >= kRepeatUntil && m_hasProjects))
        return;
    const bool isSettled = m_measured >= kRepeatUntil;
    m_measured = count;
    const QFontMetrics metrics(m_table.font());
    const int from = std::max(0, count - kSample);
    for (int column = 0; column < kColumns; ++column) {
        const auto at = static_cast<size_t>(column);
        if (isSettled && column != ExchangeModel::Project)
            continue;
        int width = metrics.horizontalAdvance(columnTitle(column)) + kPadding;
        // Room for the arrow of the sorted column, and for what only open rows show.
        if (column == ExchangeModel::Time)
            width += kPadding;
        else if (column == ExchangeModel::Total)
            width =
                std::max(width, metrics.horizontalAdvance(QStringLiteral("0:00:00")) + kPadding);
        else if (column == ExchangeModel::Status)
            width = std::max(width, metrics.horizontalAdvance(
                                        ExchangeModel::tr("silent %1").arg(QStringLiteral("0:00")))
                                        + kPadding);
        else if (column == ExchangeModel::Tokens)
            width =
                std::max(width, metrics.horizontalAdvance(QStringLiteral("↓ 88.8 kB")) + kPadding);
        for (int row = from; row < count; ++row) {
            const QString text = rows->index(row, column).data().toString();
            if (column == ExchangeModel::Project && text.size() > 1)
                m_hasProjects = true;
            width = std::max(width, metrics.horizontalAdvance(text) + kPadding);
        }
        m_natural[at] = std::max(m_natural[at], width);
    }
    fit();
}

void RequestColumns::fit()
{
    const int room = m_table.viewport()->width();
    const std::vector<int> shown = shownIn(room);
    QHeaderView *header = m_table.horizontalHeader();
    m_isFitting = true;
    for (int column = 0; column < kColumns; ++column) {
        const bool isShown = std::find(shown.begin(), shown.end(), column) != shown.end();
        if (header->isSectionHidden(column) == isShown)
            header->setSectionHidden(column, !isShown);
    }
    int spare = room;
    int wishes = 0; ///< of the columns that stretch
    for (const int column : shown) {
        spare -= wishOf(column);
        wishes += isElastic(column) ? wishOf(column) : 0;
    }
    std::array<int, kColumns> widths {};
    for (const int column : shown) {
        const int wish = wishOf(column);
        widths[static_cast<size_t>(column)] =
            wish + (isElastic(column) && spare > 0 ? spare * wish / wishes : 0);
    }
    // Reasons and states give way before names do.
    for (const bool isName : {false, true})
        spare = shrink(widths, shown, spare, isName);
    for (const int column : shown)
        header->resizeSection(column, widths[static_cast<size_t>(column)]);
    m_isFitting = false;
}

/// Takes what is missing from the columns of one kind, in proportion to what they can do without.
/// Returns what is still missing, as a negative number.
int RequestColumns::shrink(std::array<int, kColumns> &widths, const std::vector<int> &shown,
                           int spare, bool names) const
{
    int surplus = 0;
    for (const int column : shown)
        surplus += isName(column) == names ? wishOf(column) - leastOf(column) : 0;
    if (spare >= 0 || surplus == 0)
        return spare;
    const int missing = -spare;
    for (const int column : shown) {
        if (isName(column) != names)
            continue;
        const int own = wishOf(column) - leastOf(column);
        const int less = std::min(own, (missing * own + surplus - 1) / surplus);
        widths[static_cast<size_t>(column)] -= less;
        spare += less;
    }
    return spare;
}

std::vector<int> RequestColumns::shownIn(int room) const
{
    std::vector<int> shown;
    int least = 0;
    for (int column = 0; column < kColumns; ++column) {
        if (!isWanted(column))
            continue;
        shown.push_back(column);
        least += leastOf(column);
    }
    const bool isNarrow = m_table.window()->width() < kFoldBelow;
    for (size_t at = 0; at < kFolding.size(); ++at) {
        const bool folds = (isNarrow && at < kFoldTogether) || (room > 0 && least > room);
        const int column = kFolding.at(at);
        if (!folds || std::erase(shown, column) == 0)
            continue;
        least -= leastOf(column);
    }
    return shown;
}

bool RequestColumns::isWanted(int column) const
{
    const Choice choice = m_choice[static_cast<size_t>(column)];
    if (choice == Choice::Automatic)
        return column != ExchangeModel::Project || m_hasProjects;
    return choice == Choice::Shown;
}

int RequestColumns::wishOf(int column) const
{
    const auto at = static_cast<size_t>(column);
    return m_chosenWidth[at] > 0 ? m_chosenWidth[at] : m_natural[at];
}

int RequestColumns::leastOf(int column) const
{
    const auto at = static_cast<size_t>(column);
    if (!isElastic(column))
        return wishOf(column);
    const int least = isName(column) ? m_natural[at] * 3 / 4 : m_natural[at] / 2;
    return std::min(m_natural[at], std::max(kLeast, least));
}

/// Whether it takes what is left over, and gives way where there is little room.
bool RequestColumns::isElastic(int column) const
{
    return isStretched(column) && m_chosenWidth[static_cast<size_t>(column)] == 0;
}

void RequestColumns::noteWidth(int column, int width)
{
    if (!m_isFitting && width > 0)
        m_chosenWidth[static_cast<size_t>(column)] = width;
}

void RequestColumns::choose(int column, bool isShown)
{
    m_choice[static_cast<size_t>(column)] = isShown ? Choice::Shown : Choice::Hidden;
    fit();
}

void RequestColumns::forgetChanges()
{
    m_chosenWidth = {};
    m_choice = {};
    QHeaderView *header = m_table.horizontalHeader();
    for (int column = 0; column < kColumns; ++column)
        header->moveSection(header->visualIndex(column), column);
    fit();
}

void RequestColumns::offer(QMenu &menu)
{
    const QHeaderView *header = m_table.horizontalHeader();
    for (int column = 0; column < kColumns; ++column) {
        const bool isFolded = isWanted(column) && header->isSectionHidden(column);
        const QString title = columnTitle(column);
        QAction *action = menu.addAction(isFolded ? tr("%1 (no room)").arg(title) : title);
        action->setCheckable(true);
        action->setChecked(isWanted(column));
        connect(action, &QAction::toggled, this,
                [this, column](bool isShown) { choose(column, isShown); });
    }
    menu.addSeparator();
    connect(menu.addAction(tr("Columns as they were at &first")), &QAction::triggered, this,
            &RequestColumns::forgetChanges);
}

void RequestColumns::save() const
{
    QSettings settings;
    QVariantList order;
    for (int place = 0; place < kColumns; ++place)
        order << m_table.horizontalHeader()->logicalIndex(place);
    settings.setValue(kOrderKey, order);
    settings.setValue(kWidthsKey, toList(m_chosenWidth));
    settings.setValue(kChoicesKey, toList(m_choice));
}

void RequestColumns::restore()
{
    const QSettings settings;
    const QVariantList order = settings.value(kOrderKey).toList();
    const QVariantList widths = settings.value(kWidthsKey).toList();
    const QVariantList choices = settings.value(kChoicesKey).toList();
    // Those of another version say nothing of these columns.
    if (order.size() != kColumns || widths.size() != kColumns || choices.size() != kColumns)
        return;
    QHeaderView *header = m_table.horizontalHeader();
    for (int at = 0; at < kColumns; ++at) {
        const auto column = static_cast<size_t>(at);
        m_chosenWidth[column] = std::clamp(widths[at].toInt(), 0, 2000);
        m_choice[column] = static_cast<Choice>(std::clamp(choices[at].toInt(), 0, 2));
        const int wanted = order[at].toInt();
        if (wanted >= 0 && wanted < kColumns)
            header->moveSection(header->visualIndex(wanted), at);
    }
}

} // namespace ui
