// SPDX-License-Identifier: LicenseRef-Private
#include "ui/logs/logline.h"

#include "proxy/exchange/exchangerow.h"
#include "ui/look/humanformat.h"
#include "ui/models/exchangecolumns.h"
#include "ui/models/trafficsamples.h"

#include <QDateTime>

namespace ui {

namespace {

constexpr qsizetype kLongest = 16 * 1024;
// Wide enough for the longest client, two dated models and the longest reason that are common.
constexpr qsizetype kClientWidth = 17;
constexpr qsizetype kModelsWidth = 56;
constexpr qsizetype kRoutingWidth = 22;

/// A column keeps its width, so that the next ones stand below each other.
QString column(const QString &text, qsizetype width)
{
    return text.size() <= width ? text.leftJustified(width)
                                : text.first(width - 1) + QStringLiteral("…");
}

LogLevel levelIn(const QByteArray &line)
{
    // The level stands near the front, after a time and a bracket at most.
    const QByteArray head = line.left(120).toLower();
    for (const char *word : {"error", "critical", "fatal", "panic"}) {
        if (head.contains(word))
            return LogLevel::Error;
    }
    return head.contains("warn") ? LogLevel::Warning : LogLevel::Plain;
}

QString readable(const proxy::Exchange &exchange)
{
    const proxy::RouteDecision &decision = exchange.decision;
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(exchange.startedAtMs);
    QString what = decision.requestedModel.isEmpty()
                       ? QString::fromUtf8(exchange.method + ' ' + exchange.target)
                       : QString::fromUtf8(decision.askedModel());
    if (exchange.routable && decision.changesName())
        what += QStringLiteral(" → ") + QString::fromUtf8(decision.selectedModel);
    // The code, as the log has it.
    const QString routing = exchange.routable ? QString::fromLatin1(proxy::routingLabel(decision))
                                              : QStringLiteral("–");
    QStringList columns {
        time.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")),
        QString::number(exchange.status).rightJustified(3),
        column(QString::fromUtf8(exchange.client), kClientWidth),
        column(what, kModelsWidth),
        difficultyText(decision.difficulty).leftJustified(9),
        column(routing, kRoutingWidth),
        humanDuration(decision.routingTime).rightJustified(8),
        humanDurationOrDash(exchange.timing.firstByte).rightJustified(8),
        humanDurationOrDash(exchange.timing.finished).rightJustified(8),
    };
    if (exchange.end != proxy::ExchangeEnd::Complete)
        columns << QLatin1StringView(proxy::name(exchange.end));
    if (exchange.error)
        columns << exchange.error->detail.text();
    return columns.join(QStringLiteral("  "));
}

} // namespace

LogLine logLineOf(const QByteArray &raw, LogKind kind)
{
    LogLine line {.raw = QString::fromUtf8(raw.left(kLongest))};
    line.text = line.raw;
    if (kind != LogKind::Requests) {
        line.level = levelIn(raw);
        return line;
    }
    const auto exchange = proxy::exchangeFromRow(raw);
    if (!exchange)
        return line;
    line.text = readable(*exchange);
    line.level = isErrorOf(*exchange)                              ? LogLevel::Error
                 : exchange->end == proxy::ExchangeEnd::ClientGone ? LogLevel::Warning
                                                                   : LogLevel::Plain;
    line.requestId = exchange->id;
    return line;
}

} // namespace ui
