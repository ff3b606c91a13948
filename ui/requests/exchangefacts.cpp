// SPDX-License-Identifier: LicenseRef-Private
#include "ui/requests/exchangefacts.h"

#include "ui/look/humanformat.h"
#include "ui/manual/manuallink.h"
#include "ui/models/exchangecolumns.h"
#include "ui/words/enginecode.h"
#include "ui/words/enginetext.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

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

QString dollars(const std::optional<proxy::PicoDollars> &amount)
{
    return amount ? humanMoney(inDollars(*amount)) : QStringLiteral("–");
}

QString tokens(qint64 count)
{
    return count < 0 ? QStringLiteral("–") : QLocale().toString(count);
}

/// Two columns of tokens and two of money, the numbers below one another.
class FigureTable final
{
public:
    void addTokens(const QString &name, qint64 count) { m_tokens.push_back({name, tokens(count)}); }
    void addMoney(const QString &name, const std::optional<proxy::PicoDollars> &amount)
    {
        m_money.push_back({name, dollars(amount)});
    }

    [[nodiscard]] QString html() const
    {
        QString text = QStringLiteral("<table cellspacing='0' cellpadding='2'>");
        for (size_t at = 0; at < std::max(m_tokens.size(), m_money.size()); ++at)
            text += QStringLiteral("<tr>") + cells(m_tokens, at)
                    + QStringLiteral("<td width='32'></td>") + cells(m_money, at)
                    + QStringLiteral("</tr>");
        return text + QStringLiteral("</table>");
    }

private:
    struct Figure
    {
        QString name;
        QString value;
    };

    static QString cells(const std::vector<Figure> &figures, size_t at)
    {
        if (at >= figures.size())
            return QStringLiteral("<td></td><td></td>");
        return QStringLiteral("<td>%1</td><td align='right'>&nbsp;&nbsp;%2</td>")
            .arg(figures[at].name.toHtmlEscaped(), figures[at].value.toHtmlEscaped());
    }

    std::vector<Figure> m_tokens;
    std::vector<Figure> m_money;
};

QString figuresHtml(const proxy::Exchange &exchange)
{
    const proxy::Usage &usage = exchange.usage;
    const proxy::Cost &cost = exchange.cost;
    if (!usage.isKnown())
        return textRow(say(QT_TRANSLATE_NOOP("ExchangeFacts", "Usage")),
                       say(QT_TRANSLATE_NOOP("ExchangeFacts", "not reported")));
    FigureTable table;
    table.addTokens(say(QT_TRANSLATE_NOOP("ExchangeFacts", "Tokens in")), usage.input);
    table.addTokens(say(QT_TRANSLATE_NOOP("ExchangeFacts", "read from the cache")),
                    usage.cacheRead);
    table.addTokens(say(QT_TRANSLATE_NOOP("ExchangeFacts", "written to the cache")),
                    usage.tellsCacheWrites() ? usage.cacheWrites() : -1);
    table.addTokens(say(QT_TRANSLATE_NOOP("ExchangeFacts", "Tokens out")), usage.output);
    if (usage.reasoning > 0)
        table.addTokens(say(QT_TRANSLATE_NOOP("ExchangeFacts", "of them thoughts")),
                        usage.reasoning);
    table.addMoney(say(QT_TRANSLATE_NOOP("ExchangeFacts", "Cost at list prices")), cost.actual);
    table.addMoney(say(QT_TRANSLATE_NOOP("ExchangeFacts", "as requested")), cost.baseline);
    table.addMoney(say(QT_TRANSLATE_NOOP("ExchangeFacts", "Morph's fee")), cost.classifierFee);
    table.addMoney(say(QT_TRANSLATE_NOOP("ExchangeFacts", "Saved")), cost.saved());
    return row(say(QT_TRANSLATE_NOOP("ExchangeFacts", "Usage")), table.html());
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

QString stepHtml(const proxy::TraceStep &step)
{
    QString line = engineStep(step.step).toHtmlEscaped() + QStringLiteral(": <b>")
                   + engineCode(step.result).toHtmlEscaped() + QStringLiteral("</b>");
    if (!step.detail.isEmpty())
        line += QStringLiteral(" — ") + engineText(step.detail).toHtmlEscaped();
    return line;
}

/// The steps that settled something; those that passed are one line, unless they are wanted.
QString traceHtml(const proxy::RouteDecision &decision, Checks checks)
{
    QStringList lines;
    int passed = 0;
    for (const proxy::TraceStep &step : decision.trace) {
        const bool isPassed = step.result == "pass";
        passed += isPassed ? 1 : 0;
        if (!isPassed || checks == Checks::Unfolded)
            lines << stepHtml(step);
    }
    if (passed > 0)
        lines << QStringLiteral("<a href='%1'>%2</a>")
                     .arg(QLatin1StringView(kChecksLink),
                          (QCoreApplication::translate("ExchangeFacts", "%n check(s) passed",
                                                       nullptr, passed)
                           + (checks == Checks::Folded ? QStringLiteral(" ▸")
                                                       : QStringLiteral(" ▾")))
                              .toHtmlEscaped());
    return lines.join(QStringLiteral("<br>"));
}

QString routingRows(const proxy::Exchange &exchange, Checks checks)
{
    const proxy::RouteDecision &decision = exchange.decision;
    QString rows = textRow(say(QT_TRANSLATE_NOOP("ExchangeFacts", "Cache lost")),
                           cacheLossText(exchange.cacheLoss));
    rows += row(say(QT_TRANSLATE_NOOP("ExchangeFacts", "Decision")),
                QStringLiteral("%1 &nbsp; <a href='%2'>%3</a>")
                    .arg(decisionText(exchange).toHtmlEscaped(),
                         QString::fromLatin1(reasonUrl(exchange).toEncoded()),
                         say(QT_TRANSLATE_NOOP("ExchangeFacts", "What is this?")).toHtmlEscaped()));
    if (!decision.trace.empty())
        rows +=
            row(say(QT_TRANSLATE_NOOP("ExchangeFacts", "Reasons")), traceHtml(decision, checks));
    rows += textRow(say(QT_TRANSLATE_NOOP("ExchangeFacts", "Rule")),
                    QString::fromUtf8(decision.ruleId));
    rows += textRow(say(QT_TRANSLATE_NOOP("ExchangeFacts", "Changed")), changedText(exchange));
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

QString exchangeFactsHtml(const proxy::Exchange &exchange, Checks checks)
{
    QString table = QStringLiteral("<table>");
    if (exchange.error)
        table += textRow(
            say(QT_TRANSLATE_NOOP("ExchangeFacts", "Error")),
            QStringLiteral("%1 (%2)").arg(engineText(exchange.error->detail),
                                          QLatin1StringView(proxy::name(exchange.error->code))));
    if (exchange.usage.isKnown() || exchange.end != proxy::ExchangeEnd::Open)
        table += figuresHtml(exchange);
    if (exchange.routable)
        table += routingRows(exchange, checks);
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

QString cacheText(const proxy::Usage &usage)
{
    if (usage.cacheRead > 0)
        return say(QT_TRANSLATE_NOOP("ExchangeFacts", "cache warm"));
    if (usage.cacheRead == 0 || usage.cacheWrites() > 0)
        return say(QT_TRANSLATE_NOOP("ExchangeFacts", "cache cold"));
    return {};
}

QString verdictText(const proxy::Exchange &exchange)
{
    const proxy::RouteDecision &decision = exchange.decision;
    QStringList parts;
    if (exchange.error)
        parts << engineText(exchange.error->detail);
    if (exchange.routable) {
        const QString model = answeredText(exchange);
        const bool isClassified = decision.difficulty != proxy::Difficulty::None;
        // An arrow to another model stands there already.
        const QString difficulty =
            isClassified ? difficultyText(decision.difficulty) + u' ' : u""_s;
        parts << (decision.isOtherModel()
                      ? difficulty + model
                      : difficulty
                            + say(QT_TRANSLATE_NOOP("ExchangeFacts", "stays with %1")).arg(model));
        if (decision.outcome != proxy::RoutingOutcome::Routed)
            parts << engineCode(proxy::routingLabel(decision));
    } else {
        parts << say(QT_TRANSLATE_NOOP("ExchangeFacts", "passed on unchanged"));
    }
    if (const auto saved = exchange.cost.saved(); saved && *saved != 0)
        parts << (*saved > 0 ? say(QT_TRANSLATE_NOOP("ExchangeFacts", "saved %1"))
                             : say(QT_TRANSLATE_NOOP("ExchangeFacts", "cost %1 more")))
                     .arg(humanMoney(std::abs(inDollars(*saved))));
    parts << cacheText(exchange.usage);
    if (exchange.end == proxy::ExchangeEnd::Open)
        parts << columnText(exchange, ExchangeModel::Status) + u' '
                     + columnText(exchange, ExchangeModel::Total);
    parts.removeAll(QString());
    return parts.join(QStringLiteral(" · "));
}

QUrl reasonUrl(const proxy::Exchange &exchange)
{
    return manualUrl(u"troubleshooting"_s,
                     QString::fromLatin1(proxy::routingLabel(exchange.decision)));
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
    if (decision.isOtherModel())
        steps << QString::fromUtf8(decision.selectedModel);
    steps << engineCode(proxy::routingLabel(decision));
    return steps.join(QStringLiteral(" → "));
}

} // namespace ui
