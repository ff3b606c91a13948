// SPDX-License-Identifier: LicenseRef-Private
#include "ui/models/exchangemodel.h"

#include "ui/humanformat.h"

#include <QBrush>
#include <QDateTime>
#include <QGuiApplication>
#include <QLocale>
#include <QPalette>

#include <algorithm>

namespace ui {

namespace {

const QString kUnknown = QStringLiteral("–");

QString orDash(const QByteArray &text)
{
    return text.isEmpty() ? kUnknown : QString::fromUtf8(text);
}

qint64 tokensOf(const proxy::Exchange &exchange)
{
    const proxy::Usage &usage = exchange.usage;
    if (!usage.isKnown())
        return -1;
    const auto known = [](qint64 tokens) { return std::max<qint64>(tokens, 0); };
    return known(usage.input) + known(usage.output) + known(usage.cacheRead)
           + known(usage.cacheWrite5m) + known(usage.cacheWrite1h);
}

QString requestedText(const proxy::Exchange &exchange)
{
    if (!exchange.decision.requestedModel.isEmpty())
        return QString::fromUtf8(exchange.decision.requestedModel);
    return QString::fromUtf8(exchange.method + ' ' + exchange.target);
}

QString statusText(const proxy::Exchange &exchange)
{
    if (exchange.end == proxy::ExchangeEnd::Open)
        return ExchangeModel::tr("streaming…");
    if (exchange.end == proxy::ExchangeEnd::Complete)
        return QString::number(exchange.status);
    return QStringLiteral("%1 %2")
        .arg(exchange.status)
        .arg(QLatin1StringView(proxy::name(exchange.end)));
}

QString displayText(const proxy::Exchange &exchange, int column)
{
    switch (column) {
    case ExchangeModel::Time:
        return QDateTime::fromMSecsSinceEpoch(exchange.startedAtMs)
            .toString(QStringLiteral("HH:mm:ss"));
    case ExchangeModel::Client:
        return orDash(exchange.client);
    case ExchangeModel::Project:
        return orDash(exchange.project);
    case ExchangeModel::Requested:
        return requestedText(exchange);
    case ExchangeModel::Answered:
        return answeredText(exchange);
    case ExchangeModel::DifficultyColumn:
        return difficultyText(exchange.decision.difficulty);
    case ExchangeModel::Why:
        return outcomeText(exchange);
    case ExchangeModel::Route:
        return exchange.routable ? humanDuration(exchange.decision.routingTime) : kUnknown;
    case ExchangeModel::First:
        return humanDurationOrDash(exchange.timing.firstByte);
    case ExchangeModel::Total:
        return humanDurationOrDash(exchange.timing.finished);
    case ExchangeModel::Tokens:
        return humanCount(tokensOf(exchange));
    case ExchangeModel::Status:
        return statusText(exchange);
    default:
        return {};
    }
}

/// The number that a column stands for; nullopt: it is text.
std::optional<qint64> numberOf(const proxy::Exchange &exchange, int column)
{
    const auto micros = [](const std::optional<std::chrono::microseconds> &time) {
        return time ? qint64 {time->count()} : qint64 {-1};
    };
    switch (column) {
    case ExchangeModel::Time:
        return exchange.startedAtMs;
    case ExchangeModel::DifficultyColumn:
        return static_cast<qint64>(exchange.decision.difficulty);
    case ExchangeModel::Route:
        return qint64 {exchange.decision.routingTime.count()};
    case ExchangeModel::First:
        return micros(exchange.timing.firstByte);
    case ExchangeModel::Total:
        return micros(exchange.timing.finished);
    case ExchangeModel::Tokens:
        return tokensOf(exchange);
    case ExchangeModel::Status:
        return exchange.status;
    default:
        return std::nullopt;
    }
}

const QByteArray &textOf(const proxy::Exchange &exchange, int column)
{
    switch (column) {
    case ExchangeModel::Client:
        return exchange.client;
    case ExchangeModel::Project:
        return exchange.project;
    case ExchangeModel::Requested:
        return exchange.decision.requestedModel.isEmpty() ? exchange.target
                                                          : exchange.decision.requestedModel;
    default:
        return exchange.decision.selectedModel;
    }
}

bool isNumeric(int column)
{
    return column >= ExchangeModel::Route && column <= ExchangeModel::Tokens;
}

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
            m_rows[static_cast<size_t>(row)] = exchange;
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
        m_numbers.insert(exchange.id, m_firstNumber + m_rows.size());
        m_rows.push_back(std::move(exchange));
    }
    endInsertRows();
}

void ExchangeModel::makeRoom(size_t wanted)
{
    if (m_rows.size() + wanted <= m_capacity)
        return;
    const size_t surplus = m_rows.size() + wanted - m_capacity;
    beginRemoveRows({}, 0, static_cast<int>(surplus) - 1);
    for (size_t row = 0; row < surplus; ++row) {
        m_numbers.remove(m_rows.front().id);
        m_rows.pop_front();
    }
    m_firstNumber += surplus;
    endRemoveRows();
}

void ExchangeModel::clear()
{
    beginResetModel();
    m_firstNumber += m_rows.size();
    m_rows.clear();
    m_numbers.clear();
    endResetModel();
}

const proxy::Exchange &ExchangeModel::at(int row) const
{
    return m_rows.at(static_cast<size_t>(row));
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
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return displayText(exchange, index.column());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter
                                   | (isNumeric(index.column()) ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::ForegroundRole:
        // The edge column alone tells an error, and says it in words too.
        if (index.column() == Status && isProblem(exchange))
            return QBrush(QGuiApplication::palette().color(QPalette::Window).lightness() < 128
                              ? QColor(0xff8a80)
                              : QColor(0xb3261e));
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
                                   | (isNumeric(section) ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole)
        return {};
    const QStringList titles {tr("Time"),        tr("Client"),     tr("Project"), tr("Requested"),
                              tr("Answered by"), tr("Difficulty"), tr("Why"),     tr("Route"),
                              tr("First byte"),  tr("Total"),      tr("Tokens"),  tr("Status")};
    return titles.value(section);
}

int compareBy(int column, const proxy::Exchange &left, const proxy::Exchange &right)
{
    if (const std::optional<qint64> number = numberOf(left, column)) {
        const qint64 other = *numberOf(right, column);
        return *number < other ? -1 : *number > other ? 1 : 0;
    }
    if (column == ExchangeModel::Why)
        return outcomeText(left).compare(outcomeText(right));
    return textOf(left, column).compare(textOf(right, column));
}

QString difficultyText(proxy::Difficulty difficulty)
{
    switch (difficulty) {
    case proxy::Difficulty::Easy:
        return QStringLiteral("◔ ") + ExchangeModel::tr("easy");
    case proxy::Difficulty::Medium:
        return QStringLiteral("◑ ") + ExchangeModel::tr("medium");
    case proxy::Difficulty::Hard:
        return QStringLiteral("● ") + ExchangeModel::tr("hard");
    case proxy::Difficulty::NeedsInfo:
        return QStringLiteral("? ") + ExchangeModel::tr("unclear");
    case proxy::Difficulty::None:
        break;
    }
    return kUnknown;
}

QString answeredText(const proxy::Exchange &exchange)
{
    if (!exchange.routable)
        return kUnknown;
    const QString selected = QString::fromUtf8(exchange.decision.selectedModel);
    return exchange.decision.modelChanged() ? QStringLiteral("→ ") + selected : selected;
}

QString outcomeText(const proxy::Exchange &exchange)
{
    return exchange.routable ? QString::fromLatin1(proxy::routingLabel(exchange.decision))
                             : kUnknown;
}

} // namespace ui
