// SPDX-License-Identifier: LicenseRef-Private
#include "ui/models/exchangecolumns.h"

#include "ui/look/humanformat.h"
#include "ui/words/enginecode.h"

#include <QDateTime>

#include <algorithm>
#include <limits>

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
    return known(usage.input) + known(usage.output) + known(usage.cacheRead) + usage.cacheWrites();
}

/// A model's name without the date it was made on; the tool tip has it whole.
QString shortModel(const QByteArray &model)
{
    const qsizetype date = model.size() - 9;
    const bool isDated = date > 0 && model.at(date) == '-'
                         && std::all_of(model.begin() + date + 1, model.end(),
                                        [](char byte) { return byte >= '0' && byte <= '9'; });
    return QString::fromUtf8(isDated ? model.first(date) : model);
}

QString requestedText(const proxy::Exchange &exchange)
{
    if (!exchange.decision.requestedModel.isEmpty())
        return shortModel(exchange.decision.askedModel());
    return QString::fromUtf8(exchange.method + ' ' + exchange.target);
}

QString statusText(const proxy::Exchange &exchange)
{
    if (exchange.end == proxy::ExchangeEnd::Open)
        return exchange.timing.longestGap.count() > 0 ? ExchangeModel::tr("stands still")
                                                      : ExchangeModel::tr("streaming…");
    if (exchange.end == proxy::ExchangeEnd::Complete)
        return QString::number(exchange.status);
    return QStringLiteral("%1 %2").arg(exchange.status).arg(engineCode(proxy::name(exchange.end)));
}

QString moneyOrDash(const std::optional<proxy::PicoDollars> &amount)
{
    return amount ? humanMoney(inDollars(*amount)) : kUnknown;
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
    case ExchangeModel::CostColumn:
        return exchange.cost.actual.value_or(-1);
    case ExchangeModel::Saved:
        return exchange.cost.saved().value_or(std::numeric_limits<qint64>::min());
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
                                                          : exchange.decision.askedModel();
    default:
        return exchange.decision.selectedModel;
    }
}

} // namespace

QString columnText(const proxy::Exchange &exchange, int column)
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
    case ExchangeModel::CostColumn:
        return moneyOrDash(exchange.cost.actual);
    case ExchangeModel::Saved:
        return moneyOrDash(exchange.cost.saved());
    case ExchangeModel::Status:
        return statusText(exchange);
    default:
        return {};
    }
}

QString columnTitle(int column)
{
    const QStringList titles {ExchangeModel::tr("Time"),        ExchangeModel::tr("Client"),
                              ExchangeModel::tr("Project"),     ExchangeModel::tr("Requested"),
                              ExchangeModel::tr("Answered by"), ExchangeModel::tr("Difficulty"),
                              ExchangeModel::tr("Why"),         ExchangeModel::tr("Route"),
                              ExchangeModel::tr("First byte"),  ExchangeModel::tr("Total"),
                              ExchangeModel::tr("Tokens"),      ExchangeModel::tr("Cost"),
                              ExchangeModel::tr("Saved"),       ExchangeModel::tr("Status")};
    return titles.value(column);
}

bool isNumericColumn(int column)
{
    return column >= ExchangeModel::Route && column <= ExchangeModel::Saved;
}

int compareBy(int column, const proxy::Exchange &left, const proxy::Exchange &right)
{
    if (const std::optional<qint64> number = numberOf(left, column)) {
        const qint64 other = *numberOf(right, column);
        return *number < other ? -1 : *number > other ? 1 : 0;
    }
    // By their codes: words would have to be looked up for every comparison.
    if (column == ExchangeModel::Why)
        return proxy::routingLabel(left.decision).compare(proxy::routingLabel(right.decision));
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
    const QString selected = shortModel(exchange.decision.selectedModel);
    return exchange.decision.modelChanged() ? QStringLiteral("→ ") + selected : selected;
}

QString outcomeText(const proxy::Exchange &exchange)
{
    return exchange.routable ? engineCode(proxy::routingLabel(exchange.decision)) : kUnknown;
}

} // namespace ui
