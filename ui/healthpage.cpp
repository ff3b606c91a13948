// SPDX-License-Identifier: LicenseRef-Private
#include "ui/healthpage.h"

#include "ui/breakerdiagram.h"
#include "ui/humanformat.h"
#include "ui/sparkline.h"
#include "ui/statusicons.h"
#include "ui/traymenu.h"

#include <QDateTime>
#include <QGroupBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui {

namespace {

constexpr int kMaxHistory = 500;

QString line(const QString &title, const QString &text)
{
    return QStringLiteral("<b>%1</b>&nbsp; %2<br>")
        .arg(title.toHtmlEscaped(), text.toHtmlEscaped());
}

/// A problem carries its remedy.
QString remedyFor(const QString &error)
{
    if (error.isEmpty())
        return {};
    if (error.contains(QStringLiteral("refused"), Qt::CaseInsensitive))
        return HealthPage::tr("Start CLIProxyAPI, or set UPSTREAM_URL to where it listens.");
    if (error.contains(QStringLiteral("401")) || error.contains(QStringLiteral("403")))
        return HealthPage::tr("The key was refused: check MORPH_API_KEY.");
    return HealthPage::tr("Requests keep the model they asked for until it works again.");
}

QString errorLines(const proxy::BreakerStatus &breaker)
{
    if (breaker.lastError.isEmpty())
        return {};
    QString lines = line(HealthPage::tr("Last error"), breaker.lastError);
    // What is over needs no remedy.
    if (breaker.state != "closed" || breaker.consecutiveFailures > 0)
        lines += line(HealthPage::tr("What to do"), remedyFor(breaker.lastError));
    return lines;
}

} // namespace

HealthPage::HealthPage(ProxySource &source, QWidget *parent)
    : QWidget(parent)
    , m_source(source)
    , m_proxy(buildPanel(tr("Proxy"), {}))
    , m_router(buildPanel(QStringLiteral("Morph"), tr("decision")))
    , m_upstream(buildPanel(QStringLiteral("CLIProxyAPI"), tr("first byte")))
    , m_history(new QListWidget)
{
    auto *panels = new QHBoxLayout;
    for (const Panel *panel : {&m_proxy, &m_router, &m_upstream})
        panels->addWidget(panel->widget, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(panels);
    layout->addWidget(buildButtons());
    layout->addWidget(new QLabel(tr("What changed, newest first")));
    layout->addWidget(m_history, 1);
    m_history->setAccessibleName(tr("What changed"));
    connect(&m_source, &ProxySource::statusChanged, this, &HealthPage::show);
    connect(&m_source, &ProxySource::exchangesArrived, this, &HealthPage::addLatencies);
    show(m_source.status());
}

HealthPage::Panel HealthPage::buildPanel(const QString &title, const QString &latency)
{
    Panel panel;
    panel.widget = new QGroupBox(title);
    panel.state = new QLabel;
    panel.facts = new QLabel;
    QFont large = panel.state->font();
    large.setPointSizeF(large.pointSizeF() * 1.6);
    large.setBold(true);
    panel.state->setFont(large);
    panel.facts->setWordWrap(true);
    panel.facts->setTextFormat(Qt::RichText);
    panel.facts->setAlignment(Qt::AlignTop);
    auto *layout = new QVBoxLayout(panel.widget);
    layout->addWidget(panel.state);
    if (!latency.isEmpty()) {
        panel.breaker = new BreakerDiagram;
        panel.latency = new Sparkline(latency);
        layout->addWidget(panel.breaker);
        layout->addWidget(panel.latency);
    }
    layout->addWidget(panel.facts, 1);
    return panel;
}

QWidget *HealthPage::buildButtons()
{
    auto *row = new QWidget;
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *probe = new QPushButton(tr("&Probe now"));
    auto *reset = new QPushButton(tr("&Reset breakers"));
    layout->addWidget(probe);
    layout->addWidget(reset);
    layout->addStretch();
    connect(probe, &QPushButton::clicked, &m_source, &ProxySource::probeNow);
    connect(reset, &QPushButton::clicked, &m_source, &ProxySource::resetBreakers);
    return row;
}

void HealthPage::show(const proxy::ServiceStatus &status)
{
    showProxy(status);
    showRouter(status);
    showUpstream(status);
}

void HealthPage::addLatencies(const std::vector<proxy::Exchange> &exchanges)
{
    for (const proxy::Exchange &exchange : exchanges) {
        if (exchange.end == proxy::ExchangeEnd::Open)
            continue;
        if (exchange.decision.routerAttempts > 0)
            m_router.latency->add(exchange.decision.routingTime);
        if (exchange.timing.firstByte)
            m_upstream.latency->add(*exchange.timing.firstByte
                                    - exchange.timing.connected.value_or(exchange.timing.decide));
    }
}

void HealthPage::showProxy(const proxy::ServiceStatus &status)
{
    m_proxy.state->setText(stateText(status));
    const QString problem = problemText(status);
    QString facts;
    if (status.state == proxy::ServiceState::Running) {
        const qint64 seconds = (QDateTime::currentMSecsSinceEpoch() - status.startedAtMs) / 1000;
        facts += line(tr("Up for"),
                      humanDuration(std::chrono::microseconds(std::chrono::seconds(seconds))));
        facts += line(tr("Open"), tr("requests %1, connections %2")
                                      .arg(status.openExchanges)
                                      .arg(status.openConnections));
        facts += line(tr("Loop lag p99"), humanDuration(status.loopLagP99));
        facts += line(tr("Rows"),
                      tr("%1 written, %2 lost").arg(status.rowsWritten).arg(status.rowsDropped));
    }
    if (!problem.isEmpty())
        facts += line(tr("Problem"), problem);
    m_proxy.facts->setText(facts);
    noteChange(tr("Proxy"), m_lastProxy, stateText(status));
}

void HealthPage::showRouter(const proxy::ServiceStatus &status)
{
    const bool works = status.router.state == "closed";
    m_router.state->setText(works ? tr("● Working") : tr("▲ In trouble"));
    m_router.breaker->show(status.router);
    const proxy::LatencyHistogram &latency = status.today.routing;
    QString facts = line(tr("Breaker"), breakerText(status.router));
    facts += line(
        tr("Today"),
        tr("%n decision(s), p50 %1, p95 %2", nullptr, static_cast<int>(latency.count()))
            .arg(humanDuration(latency.percentile(0.5)), humanDuration(latency.percentile(0.95))));
    facts += line(tr("In flight"), QString::number(status.routerInFlight));
    facts += errorLines(status.router);
    m_router.facts->setText(facts);
    noteChange(QStringLiteral("Morph"), m_lastRouter, breakerStateName(status.router.state));
}

void HealthPage::showUpstream(const proxy::ServiceStatus &status)
{
    const bool known = status.upstreamReachable.has_value();
    const bool reachable =
        status.upstreamReachable.value_or(false) && status.upstream.state == "closed";
    const QString state = !known      ? tr("○ Not known yet")
                          : reachable ? tr("● Reachable")
                                      : tr("▲ Not reachable");
    m_upstream.state->setText(state);
    m_upstream.breaker->show(status.upstream);
    QString facts = line(tr("Breaker"), breakerText(status.upstream));
    facts += line(tr("Version"),
                  status.upstreamVersion.isEmpty() ? tr("not told") : status.upstreamVersion);
    facts += line(tr("Models"),
                  status.modelCount ? QString::number(*status.modelCount) : tr("list not known"));
    facts += line(tr("Key"), status.keySource.isEmpty() ? tr("none: the agents' own keys pass")
                                                        : status.keySource);
    facts += errorLines(status.upstream);
    m_upstream.facts->setText(facts);
    if (known)
        noteChange(QStringLiteral("CLIProxyAPI"), m_lastUpstream, state);
}

void HealthPage::noteChange(const QString &who, QString &last, const QString &now)
{
    if (last == now)
        return;
    const QString time = QDateTime::currentDateTime().toString(QStringLiteral("HH:mm:ss"));
    m_history->insertItem(0, last.isEmpty()
                                 ? QStringLiteral("%1  %2: %3").arg(time, who, now)
                                 : QStringLiteral("%1  %2: %3 → %4").arg(time, who, last, now));
    while (m_history->count() > kMaxHistory)
        delete m_history->takeItem(m_history->count() - 1);
    last = now;
}

} // namespace ui
