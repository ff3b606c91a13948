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

/// The tool tip has the name whole.
QString shortModel(const QByteArray &model)
{
    return QString::fromUtf8(proxy::modelWithoutDate(model));
}

QString requestedText(const proxy::Exchange &exchange)
{
    if (!exchange.decision.requestedModel.isEmpty())
        return shortModel(exchange.decision.askedModel());
    return QString::fromUtf8(exchange.method + ' ' + exchange.target);
}

bool isOpen(const proxy::Exchange &exchange)
{
    return exchange.end == proxy::ExchangeEnd::Open;
}

std::chrono::seconds elapsed(const proxy::Exchange &exchange)
{
    const qint64 ms = QDateTime::currentMSecsSinceEpoch() - exchange.startedAtMs;
    return std::chrono::seconds(std::max<qint64>(ms, 0) / 1000);
}

/// Of an open row the bytes that came, until the answer reports tokens.
QString tokensText(const proxy::Exchange &exchange)
{
    if (isOpen(exchange) && exchange.usage.output <= 0 && exchange.bytesOut > 0)
        return QStringLiteral("↓ ") + humanSize(exchange.bytesOut);
    return humanCount(tokensOf(exchange));
}

QString progressText(const proxy::Exchange &exchange)
{
    using proxy::AnswerPhase;
    const auto silence = std::chrono::floor<std::chrono::seconds>(exchange.progress.silence);
    // Shorter pauses are usual.
    constexpr std::chrono::seconds kWorthTelling {5};
    if (silence >= kWorthTelling)
        return ExchangeModel::tr("silent %1").arg(clockText(silence));
    switch (exchange.progress.phase) {
    case AnswerPhase::Thinking:
        return ExchangeModel::tr("thinking");
    case AnswerPhase::Streaming:
        return exchange.streaming ? ExchangeModel::tr("streaming") : ExchangeModel::tr("answering");
    case AnswerPhase::Unknown:
    case AnswerPhase::Waiting:
        break;
    }
    return ExchangeModel::tr("waiting");
}

QString statusText(const proxy::Exchange &exchange)
{
    if (exchange.end == proxy::ExchangeEnd::Open)
        return progressText(exchange);
    if (exchange.end == proxy::ExchangeEnd::Complete)
        return QString::number(exchange.status);
    return QStringLiteral("%1 %2").arg(exchange.status).arg(engineCode(proxy::name(exchange.end)));
}

/// A decision that was reused, or made without a look at the text, took no time worth telling.
bool wasDecidedAnew(const proxy::Exchange &exchange)
{
    const proxy::RouteDecision &decision = exchange.decision;
    return exchange.routable && decision.routingTime.count() > 0
           && (decision.routerAttempts > 0 || decision.local.has_value());
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
        return isOpen(exchange) ? std::chrono::microseconds(elapsed(exchange)).count()
                                : micros(exchange.timing.finished);
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
        return wasDecidedAnew(exchange) ? humanDuration(exchange.decision.routingTime) : kUnknown;
    case ExchangeModel::First:
        return humanDurationOrDash(exchange.timing.firstByte);
    case ExchangeModel::Total:
        return isOpen(exchange) ? clockText(elapsed(exchange))
                                : humanDurationOrDash(exchange.timing.finished);
    case ExchangeModel::Tokens:
        return tokensText(exchange);
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
    return exchange.decision.isOtherModel() ? QStringLiteral("→ ") + selected : selected;
}

QString outcomeText(const proxy::Exchange &exchange)
{
    if (!exchange.routable)
        return kUnknown;
    const proxy::RouteDecision &decision = exchange.decision;
    // The engine decided; but nothing went another way.
    if (decision.outcome == proxy::RoutingOutcome::Routed && !decision.isOtherModel()
        && decision.effort.isEmpty())
        return ExchangeModel::tr("same model");
    return engineCode(proxy::routingLabel(decision));
}

} // namespace ui
