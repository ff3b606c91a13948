// SPDX-License-Identifier: LicenseRef-Private
#include "ui/exchangedetails.h"

#include "proxy/exchangejson.h"
#include "ui/humanformat.h"
#include "ui/models/exchangemodel.h"
#include "ui/timelinebar.h"

#include <QClipboard>
#include <QDateTime>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui {

namespace {

QString row(const QString &title, const QString &text)
{
    return QStringLiteral("<tr><td style='padding-right:12px'><b>%1</b></td><td>%2</td></tr>")
        .arg(title.toHtmlEscaped(), text.toHtmlEscaped());
}

QString changedText(const proxy::Exchange &exchange)
{
    if (exchange.changedBegin < 0)
        return ExchangeDetails::tr("nothing: every byte as the client sent it");
    const QLocale locale;
    return ExchangeDetails::tr("bytes %1–%2 of %3; everything else identical")
        .arg(locale.toString(exchange.changedBegin), locale.toString(exchange.changedEnd),
             locale.toString(exchange.bytesIn));
}

QString usageText(const proxy::Exchange &exchange)
{
    const proxy::Usage &usage = exchange.usage;
    if (!usage.isKnown())
        return ExchangeDetails::tr("not reported");
    return ExchangeDetails::tr("in %1 (cache read %2, written %3) · out %4")
        .arg(humanCount(usage.input), humanCount(usage.cacheRead), humanCount(usage.cacheWrite5m),
             humanCount(usage.output));
}

QString factsTable(const proxy::Exchange &exchange)
{
    QString table = QStringLiteral("<table>");
    if (exchange.routable) {
        table += row(ExchangeDetails::tr("Decision"), decisionText(exchange));
        table += row(ExchangeDetails::tr("Changed"), changedText(exchange));
        table += row(ExchangeDetails::tr("Usage"), usageText(exchange));
    }
    table += row(ExchangeDetails::tr("Bytes"),
                 ExchangeDetails::tr("%1 up, %2 down, %n attempt(s) upstream", nullptr,
                                     exchange.upstreamAttempts)
                     .arg(humanSize(exchange.bytesIn), humanSize(exchange.bytesOut)));
    if (exchange.error)
        table += row(ExchangeDetails::tr("Error"), exchange.error->detail);
    if (!exchange.classifiedText.isEmpty())
        table += row(ExchangeDetails::tr("Classified text"),
                     QString::fromUtf8(exchange.classifiedText.left(2000)));
    return table + QStringLiteral("</table>");
}

} // namespace

ExchangeDetails::ExchangeDetails(QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel)
    , m_timeline(new TimelineBar)
    , m_facts(new QLabel)
    , m_curl(new QPushButton(tr("Copy as curl")))
    , m_json(new QPushButton(tr("Copy JSON")))
{
    auto *head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(m_curl);
    head->addWidget(m_json);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(head);
    layout->addWidget(m_timeline);
    layout->addWidget(m_facts, 1);
    m_facts->setTextFormat(Qt::RichText);
    m_facts->setWordWrap(true);
    m_facts->setAlignment(Qt::AlignTop);
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    connect(m_curl, &QPushButton::clicked, this, &ExchangeDetails::copyAsCurl);
    connect(m_json, &QPushButton::clicked, this, &ExchangeDetails::copyAsJson);
    showNothing();
}

void ExchangeDetails::show(const proxy::Exchange &exchange)
{
    m_exchange = exchange;
    const QString time = QDateTime::fromMSecsSinceEpoch(exchange.startedAtMs)
                             .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz"));
    QStringList parts {QString::fromUtf8(exchange.client), QString::fromUtf8(exchange.project),
                       time, QString::fromUtf8(exchange.method + ' ' + exchange.target)};
    parts.removeAll(QString());
    m_title->setText(parts.join(QStringLiteral(" · ")));
    m_timeline->show(exchange);
    m_facts->setText(factsTable(exchange));
    m_curl->setEnabled(true);
    m_json->setEnabled(true);
}

void ExchangeDetails::showNothing()
{
    m_exchange.reset();
    m_title->setText(tr("Select a request to see why it went where it went."));
    m_timeline->clear();
    m_facts->clear();
    m_curl->setEnabled(false);
    m_json->setEnabled(false);
}

void ExchangeDetails::copyAsCurl() const
{
    if (m_exchange)
        QGuiApplication::clipboard()->setText(curlText(*m_exchange, m_baseUrl));
}

void ExchangeDetails::copyAsJson() const
{
    if (!m_exchange)
        return;
    QByteArray json;
    proxy::appendExchangeJson(json, *m_exchange);
    QGuiApplication::clipboard()->setText(QString::fromUtf8(json));
}

QString decisionText(const proxy::Exchange &exchange)
{
    const proxy::RouteDecision &decision = exchange.decision;
    QStringList steps;
    if (decision.routerAttempts > 0)
        steps << ExchangeDetails::tr("Morph in %1, %n request(s)", nullptr, decision.routerAttempts)
                     .arg(humanDuration(decision.routingTime));
    if (decision.difficulty != proxy::Difficulty::None)
        steps << difficultyText(decision.difficulty);
    if (decision.modelChanged())
        steps << QString::fromUtf8(decision.selectedModel);
    steps << QString::fromLatin1(proxy::routingLabel(decision));
    for (const proxy::TraceStep &step : decision.trace) {
        if (step.result != "pass")
            steps << QString::fromUtf8(step.step + ": " + step.result);
    }
    return steps.join(QStringLiteral(" → "));
}

QString curlText(const proxy::Exchange &exchange, const QString &baseUrl)
{
    QString text =
        QStringLiteral("curl -N -X %1 '%2%3'")
            .arg(QString::fromUtf8(exchange.method), baseUrl,
                 QString::fromUtf8(exchange.target).replace(u'\'', QStringLiteral("'\\''")));
    if (exchange.method == "POST")
        text += QStringLiteral(" -H 'content-type: application/json' -d @body.json");
    return text;
}

} // namespace ui
