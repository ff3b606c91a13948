// SPDX-License-Identifier: LicenseRef-Private
#include "ui/requests/exchangefacts.h"

#include "ui/look/humanformat.h"
#include "ui/models/exchangecolumns.h"
#include "ui/words/enginecode.h"
#include "ui/words/enginetext.h"

#include <QCoreApplication>
#include <QLocale>

namespace ui {

namespace {

constexpr qsizetype kShownText = 4000;

QString say(const char *text)
{
    return QCoreApplication::translate("ExchangeFacts", text);
}

QString row(const QString &title, const QString &html)
{
    return QStringLiteral("<tr><td style='padding-right:12px'><b>%1</b></td><td>%2</td></tr>")
        .arg(title.toHtmlEscaped(), html);
}

QString textRow(const QString &title, const QString &text)
{
    return text.isEmpty() ? QString() : row(title, text.toHtmlEscaped());
}

QString changedText(const proxy::Exchange &exchange)
{
    if (exchange.changedBegin < 0)
        return say(QT_TRANSLATE_NOOP("ExchangeFacts", "nothing: every byte as the client sent it"));
    const QLocale locale;
    return say(QT_TRANSLATE_NOOP("ExchangeFacts", "bytes %1–%2 of %3; everything else identical"))
        .arg(locale.toString(exchange.changedBegin), locale.toString(exchange.changedEnd),
             locale.toString(exchange.bytesIn));
}

QString usageText(const proxy::Exchange &exchange)
{
    const proxy::Usage &usage = exchange.usage;
    if (!usage.isKnown())
        return say(QT_TRANSLATE_NOOP("ExchangeFacts", "not reported"));
    return say(QT_TRANSLATE_NOOP("ExchangeFacts", "in %1 (cache read %2, written %3) · out %4"))
        .arg(humanCount(usage.input), humanCount(usage.cacheRead),
             humanCount(usage.tellsCacheWrites() ? usage.cacheWrites() : -1),
             humanCount(usage.output));
}

QString costText(const proxy::Cost &cost)
{
    if (!cost.actual)
        return {};
    QStringList parts {say(QT_TRANSLATE_NOOP("ExchangeFacts", "%1 at list prices"))
                           .arg(humanMoney(inDollars(*cost.actual)))};
    if (cost.baseline)
        parts << say(QT_TRANSLATE_NOOP("ExchangeFacts", "%1 as requested"))
                     .arg(humanMoney(inDollars(*cost.baseline)));
    if (cost.classifierFee > 0)
        parts << say(QT_TRANSLATE_NOOP("ExchangeFacts", "Morph's fee %1"))
                     .arg(humanMoney(inDollars(cost.classifierFee)));
    if (const auto saved = cost.saved())
        parts << say(QT_TRANSLATE_NOOP("ExchangeFacts", "saved %1"))
                     .arg(humanMoney(inDollars(*saved)));
    return parts.join(QStringLiteral(" · "));
}

QString cacheLossText(const proxy::CacheLoss &loss)
{
    if (loss.cause.isEmpty())
        return {};
    const QString tokens = humanCount(loss.lostTokens);
    const QString cause = engineCode(loss.cause);
    if (loss.firstDifference.isEmpty())
        return say(QT_TRANSLATE_NOOP("ExchangeFacts", "%1 tokens were not read again (%2)"))
            .arg(tokens, cause);
    return say(QT_TRANSLATE_NOOP("ExchangeFacts",
                                 "%1 tokens were not read again (%2), first difference at %3"))
        .arg(tokens, cause, engineText(loss.firstDifference));
}

QString traceHtml(const proxy::RouteDecision &decision)
{
    QStringList lines;
    for (const proxy::TraceStep &step : decision.trace) {
        QString line = engineStep(step.step).toHtmlEscaped() + QStringLiteral(": <b>")
                       + engineCode(step.result).toHtmlEscaped() + QStringLiteral("</b>");
        if (!step.detail.isEmpty())
            line += QStringLiteral(" — ") + engineText(step.detail).toHtmlEscaped();
        lines << line;
    }
    return lines.join(QStringLiteral("<br>"));
}

QString routingRows(const proxy::Exchange &exchange)
{
    const proxy::RouteDecision &decision = exchange.decision;
    QString rows =
        textRow(say(QT_TRANSLATE_NOOP("ExchangeFacts", "Decision")), decisionText(exchange));
    if (!decision.trace.empty())
        rows += row(say(QT_TRANSLATE_NOOP("ExchangeFacts", "Reasons")), traceHtml(decision));
    rows += textRow(say(QT_TRANSLATE_NOOP("ExchangeFacts", "Rule")),
                    QString::fromUtf8(decision.ruleId));
    rows += textRow(say(QT_TRANSLATE_NOOP("ExchangeFacts", "Changed")), changedText(exchange));
    rows += textRow(say(QT_TRANSLATE_NOOP("ExchangeFacts", "Usage")), usageText(exchange));
    rows += textRow(say(QT_TRANSLATE_NOOP("ExchangeFacts", "Cost")), costText(exchange.cost));
    rows += textRow(say(QT_TRANSLATE_NOOP("ExchangeFacts", "Cache lost")),
                    cacheLossText(exchange.cacheLoss));
    return rows;
}

QString answerText(const proxy::Exchange &exchange)
{
    QStringList parts {
        QStringLiteral("%1 %2").arg(exchange.status).arg(engineCode(proxy::name(exchange.end)))};
    if (exchange.upstreamStatus != 0 && exchange.upstreamStatus != exchange.status)
        parts << say(QT_TRANSLATE_NOOP("ExchangeFacts", "upstream said %1"))
                     .arg(exchange.upstreamStatus);
    if (!exchange.responseModel.isEmpty())
        parts << QString::fromUtf8(exchange.responseModel);
    if (!exchange.stopReason.isEmpty())
        parts << QString::fromUtf8(exchange.stopReason);
    return parts.join(QStringLiteral(" · "));
}

} // namespace

QString exchangeFactsHtml(const proxy::Exchange &exchange)
{
    QString table = QStringLiteral("<table>");
    if (exchange.error)
        table += textRow(
            say(QT_TRANSLATE_NOOP("ExchangeFacts", "Error")),
            QStringLiteral("%1 (%2)").arg(engineText(exchange.error->detail),
                                          QLatin1StringView(proxy::name(exchange.error->code))));
    if (exchange.routable)
        table += routingRows(exchange);
    if (const auto &local = exchange.decision.local) {
        const bool isKnown = local->difficulty != proxy::Difficulty::None;
        table += textRow(say(QT_TRANSLATE_NOOP("ExchangeFacts", "This machine says")),
                         say(QT_TRANSLATE_NOOP("ExchangeFacts", "%1 (looks hard: %2 of 100)"))
                             .arg(engineCode(isKnown ? name(local->difficulty) : "unknown"))
                             .arg(local->score));
    }
    if (exchange.end != proxy::ExchangeEnd::Open)
        table += textRow(say(QT_TRANSLATE_NOOP("ExchangeFacts", "Answer")), answerText(exchange));
    table += textRow(say(QT_TRANSLATE_NOOP("ExchangeFacts", "Bytes")),
                     QCoreApplication::translate("ExchangeFacts",
                                                 "%1 up, %2 down, %n attempt(s) upstream", nullptr,
                                                 exchange.upstreamAttempts)
                         .arg(humanSize(exchange.bytesIn), humanSize(exchange.bytesOut)));
    table += textRow(say(QT_TRANSLATE_NOOP("ExchangeFacts", "Converted")),
                     QString::fromUtf8(exchange.converted));
    table += textRow(say(QT_TRANSLATE_NOOP("ExchangeFacts", "Client's name")),
                     QString::fromUtf8(exchange.clientName));
    table += textRow(say(QT_TRANSLATE_NOOP("ExchangeFacts", "Session")),
                     QString::fromUtf8(exchange.session));
    if (exchange.routable)
        table += textRow(say(QT_TRANSLATE_NOOP("ExchangeFacts", "Classified text")),
                         exchange.classifiedText.isEmpty()
                             ? say(QT_TRANSLATE_NOOP("ExchangeFacts", "recording it is off"))
                             : QString::fromUtf8(exchange.classifiedText.left(kShownText)));
    return table + QStringLiteral("</table>");
}

QString decisionText(const proxy::Exchange &exchange)
{
    const proxy::RouteDecision &decision = exchange.decision;
    QStringList steps;
    if (decision.routerAttempts > 0)
        steps << QCoreApplication::translate("ExchangeFacts", "Morph in %1, %n request(s)", nullptr,
                                             decision.routerAttempts)
                     .arg(humanDuration(decision.routingTime));
    if (decision.difficulty != proxy::Difficulty::None)
        steps << difficultyText(decision.difficulty);
    if (decision.modelChanged())
        steps << QString::fromUtf8(decision.selectedModel);
    steps << engineCode(proxy::routingLabel(decision));
    return steps.join(QStringLiteral(" → "));
}

} // namespace ui
