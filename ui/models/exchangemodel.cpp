// SPDX-License-Identifier: LicenseRef-Private
#include "ui/models/exchangemodel.h"

#include "proxy/query/queryfields.h"
#include "ui/look/palette.h"
#include "ui/models/exchangecolumns.h"

#include <QBrush>
#include <QDateTime>

#include <algorithm>

namespace ui {

namespace {

constexpr size_t kRoomShare = 1024;

bool isProblem(const proxy::Exchange &exchange)
{
    using proxy::ExchangeEnd;
    return exchange.status >= 400 || exchange.end == ExchangeEnd::Failed
           || exchange.end == ExchangeEnd::Cut;
}

} // namespace

ExchangeModel::ExchangeModel(size_t capacity, QObject *parent)
    : QAbstractTableModel(parent)
    , m_capacity(capacity)
{ }

void ExchangeModel::add(const std::vector<proxy::Exchange> &exchanges)
{
    std::vector<proxy::Exchange> fresh;
    QHash<QByteArray, size_t> freshById;
    for (const proxy::Exchange &exchange : exchanges) {
        const auto known = m_numbers.constFind(exchange.id);
        if (known != m_numbers.constEnd()) {
            const int row = static_cast<int>(*known - m_firstNumber);
            m_rows[static_cast<size_t>(row)] = stored(exchange);
            noteOpen(*known, exchange);
            Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
        } else if (const auto again = freshById.constFind(exchange.id);
                   again != freshById.constEnd()) {
            fresh[*again] = exchange;
        } else {
            freshById.insert(exchange.id, fresh.size());
            fresh.push_back(exchange);
        }
    }
    if (!fresh.empty())
        append(std::move(fresh));
}

void ExchangeModel::append(std::vector<proxy::Exchange> fresh)
{
    if (fresh.size() > m_capacity)
        fresh.erase(fresh.begin(), fresh.end() - static_cast<std::ptrdiff_t>(m_capacity));
    makeRoom(fresh.size());
    const int first = static_cast<int>(m_rows.size());
    beginInsertRows({}, first, first + static_cast<int>(fresh.size()) - 1);
    for (proxy::Exchange &exchange : fresh) {
        const quint64 number = m_firstNumber + m_rows.size();
        m_numbers.insert(exchange.id, number);
        noteOpen(number, exchange);
        m_rows.push_back(stored(std::move(exchange)));
        if (m_rows.size() > kWithFeatures)
            m_rows[m_rows.size() - 1 - kWithFeatures].exchange.features.reset();
    }
    endInsertRows();
}

void ExchangeModel::makeRoom(size_t wanted)
{
    if (m_rows.size() + wanted <= m_capacity)
        return;
    // Views pay for each removal with a walk over all rows: it is done seldom, many at a time.
    const size_t surplus =
        std::min(m_rows.size(), m_rows.size() + wanted - m_capacity + m_capacity / kRoomShare);
    beginRemoveRows({}, 0, static_cast<int>(surplus) - 1);
    for (size_t row = 0; row < surplus; ++row) {
        m_numbers.remove(m_rows.front().exchange.id);
        m_open.remove(m_firstNumber + row);
        m_rows.pop_front();
    }
    m_firstNumber += surplus;
    m_fromBefore = std::max(0, m_fromBefore - static_cast<int>(surplus));
    endRemoveRows();
}

void ExchangeModel::clear()
{
    beginResetModel();
    m_firstNumber += m_rows.size();
    m_rows.clear();
    m_numbers.clear();
    m_open.clear();
    m_fromBefore = 0;
    endResetModel();
}

void ExchangeModel::addEarlier(std::vector<proxy::Exchange> exchanges, qint64 startMs)
{
    std::erase_if(exchanges, [this](const proxy::Exchange &exchange) {
        return m_numbers.contains(exchange.id);
    });
    const size_t room = m_capacity - std::min(m_capacity, m_rows.size());
    if (exchanges.size() > room)
        exchanges.erase(exchanges.begin(), exchanges.end() - static_cast<std::ptrdiff_t>(room));
    if (exchanges.empty())
        return;
    m_fromBefore += static_cast<int>(
        std::count_if(exchanges.begin(), exchanges.end(), [startMs](const proxy::Exchange &each) {
            return each.startedAtMs < startMs;
        }));
    beginInsertRows({}, 0, static_cast<int>(exchanges.size()) - 1);
    for (auto exchange = exchanges.rbegin(); exchange != exchanges.rend(); ++exchange) {
        m_numbers.insert(exchange->id, --m_firstNumber);
        m_rows.push_front(stored(std::move(*exchange)));
    }
    endInsertRows();
}

void ExchangeModel::letTimePass()
{
    for (const quint64 number : m_open) {
        const int row = static_cast<int>(number - m_firstNumber);
        Q_EMIT dataChanged(index(row, Total), index(row, Status), {Qt::DisplayRole});
    }
}

void ExchangeModel::noteOpen(quint64 number, const proxy::Exchange &exchange)
{
    if (exchange.end == proxy::ExchangeEnd::Open)
        m_open.insert(number);
    else
        m_open.remove(number);
}

const proxy::Exchange &ExchangeModel::at(int row) const
{
    return m_rows.at(static_cast<size_t>(row)).exchange;
}

proxy::Exchange ExchangeModel::whole(int row) const
{
    const Row &kept = m_rows.at(static_cast<size_t>(row));
    proxy::Exchange exchange = kept.exchange;
    if (kept.trace)
        exchange.decision.trace = *kept.trace;
    return exchange;
}

ExchangeModel::Row ExchangeModel::stored(proxy::Exchange exchange)
{
    m_texts.share(exchange);
    auto trace = m_texts.takeTrace(exchange);
    return {.exchange = std::move(exchange), .trace = std::move(trace)};
}

std::vector<proxy::Exchange> ExchangeModel::turnsOf(const QByteArray &session) const
{
    std::vector<proxy::Exchange> turns;
    for (const Row &row : m_rows) {
        if (!session.isEmpty() && row.exchange.session == session)
            turns.push_back(row.exchange);
    }
    return turns;
}

QStringList ExchangeModel::valuesOf(const QString &field) const
{
    constexpr std::ptrdiff_t kLookedAt = 5000;
    constexpr qsizetype kMostValues = 100;
    QSet<QByteArray> values;
    const auto end = m_rows.rbegin() + std::min(kLookedAt, m_rows.rend() - m_rows.rbegin());
    for (auto row = m_rows.rbegin(); row != end && values.size() < kMostValues; ++row) {
        for (const QByteArray &value : proxy::rowTexts(row->exchange, field)) {
            if (!value.isEmpty())
                values.insert(value);
        }
    }
    QStringList words;
    for (const QByteArray &value : values)
        words << QString::fromUtf8(value);
    return words;
}

qint64 ExchangeModel::earliestMs() const
{
    qint64 earliest = QDateTime::currentMSecsSinceEpoch();
    for (const Row &row : m_rows)
        earliest = std::min(earliest, row.exchange.startedAtMs);
    return earliest;
}

int ExchangeModel::rowOf(const QByteArray &id) const
{
    const auto known = m_numbers.constFind(id);
    return known == m_numbers.constEnd() ? -1 : static_cast<int>(*known - m_firstNumber);
}

int ExchangeModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ExchangeModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ExchangeModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const proxy::Exchange &exchange = at(index.row());
    switch (role) {
    case Qt::ToolTipRole:
        if (index.column() == Requested && !exchange.decision.requestedModel.isEmpty())
            return QString::fromUtf8(exchange.decision.askedModel());
        if (index.column() == Answered && !exchange.decision.selectedModel.isEmpty())
            return QString::fromUtf8(exchange.decision.selectedModel);
        // The words, and what filters, headers and the log call it.
        if (index.column() == Why && exchange.routable)
            return columnText(exchange, Why) + u'\n'
                   + QString::fromLatin1(proxy::routingLabel(exchange.decision));
        [[fallthrough]];
    case Qt::DisplayRole:
        return columnText(exchange, index.column());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::AlignVCenter | (isNumericColumn(index.column()) ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::ForegroundRole:
        // The edge column alone tells an error, and says it in words too.
        if (index.column() == Status && isProblem(exchange))
            return QBrush(badColour());
        return {};
    default:
        return {};
    }
}

QVariant ExchangeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter
                                   | (isNumericColumn(section) ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole)
        return {};
    return columnTitle(section);
}

} // namespace ui
