// SPDX-License-Identifier: LicenseRef-Private
#include "ui/health/healthpage.h"

#include "ui/health/breakerdiagram.h"
#include "ui/look/fittinggrid.h"
#include "ui/look/humanformat.h"
#include "ui/look/sparkline.h"
#include "ui/manual/manuallink.h"
#include "ui/tray/budgetmenu.h"
#include "ui/tray/statusicons.h"
#include "ui/tray/traymenu.h"
#include "ui/words/enginecode.h"
#include "ui/words/enginetext.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QGroupBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace ui {

namespace {

constexpr int kMaxHistory = 500;

QString timeText(qint64 unixMs)
{
    return QLocale().toString(QDateTime::fromMSecsSinceEpoch(unixMs), QLocale::ShortFormat);
}

/// What a window of a plan makes of routing, why and until when.
QString quotaText(const proxy::QuotaInForce &quota)
{
    const QString what = HealthPage::tr("%1: %2").arg(
        engineCode(proxy::name(quota.limit.restraint)), engineText(quota.limit.why));
    return quota.limit.untilMs
               ? HealthPage::tr("%1, until %2").arg(what, timeText(*quota.limit.untilMs))
               : what;
}

QString budgetLine(const proxy::BudgetUse &use)
{
    QStringList parts {budgetText(use),
                       HealthPage::tr("begins anew %1").arg(timeText(use.endsAtMs))};
    if (use.dollars && use.unpriced > 0)
        parts << HealthPage::tr("%n answer(s) without a known price not counted", nullptr,
                                static_cast<int>(use.unpriced));
    return parts.join(QStringLiteral(", "));
}

constexpr double kLeastToldShare = 0.005; ///< of an estimate; below it a share is 0 %

QString planText(const proxy::PlanWindow &window)
{
    const auto time = timeText;
    QStringList parts {HealthPage::tr("%1 %2: %3 used")
                           .arg(QString::fromUtf8(window.provider), QString::fromUtf8(window.name),
                                humanShare(window.used))};
    if (const double saved = window.saved.value_or(0); saved >= kLeastToldShare)
        parts << HealthPage::tr("routing saved about %1 of it").arg(humanShare(saved));
    else if (saved <= -kLeastToldShare)
        parts << HealthPage::tr("routing used about %1 of it more").arg(humanShare(-saved));
    if (const auto runsOut = window.runsOutAtMs())
        parts << HealthPage::tr("used up at this pace %1").arg(time(*runsOut));
    if (window.resetsAtMs)
        parts << HealthPage::tr("begins anew %1").arg(time(*window.resetsAtMs));
    return parts.join(QStringLiteral(", "));
}

QString line(const QString &title, const QString &text)
{
    return QStringLiteral("<b>%1</b>&nbsp; %2<br>")
        .arg(title.toHtmlEscaped(), text.toHtmlEscaped());
}

bool says(const QString &error, std::initializer_list<const char *> words)
{
    return std::any_of(words.begin(), words.end(), [&error](const char *word) {
        return error.contains(QLatin1StringView(word), Qt::CaseInsensitive);
    });
}

/// Words that Qt's own translations have.
QString qtText(const char *english)
{
    return QCoreApplication::translate("QAbstractSocket", english);
}

/// Of a connection that could not be made. What Qt says is in the language of the process that
/// heard it.
bool isUnreachable(const QString &error)
{
    if (says(error, {"refused", "unreachable", "no route", "not found", "resolve", "no connection",
                     "closed the connection"}))
        return true;
    const QStringList others {qtText("Connection refused"), qtText("Host not found"),
                              qtText("Network unreachable")};
    return std::any_of(others.begin(), others.end(),
                       [&error](const QString &words) { return error.contains(words); });
}

/// A problem carries its remedy.
QString routerRemedy(const QString &error)
{
    if (says(error, {"401", "403", "unauthorized"}))
        return HealthPage::tr("The key was refused: check MORPH_API_KEY in the settings.");
    if (says(error, {"429", "rate"}))
        return HealthPage::tr("Morph limits how often it is asked. Requests keep the model they "
                              "asked for until it lets up.");
    if (isUnreachable(error))
        return HealthPage::tr("Check the network, and MORPH_API_URL in the settings.");
    return HealthPage::tr("Requests keep the model they asked for until it works again.");
}

QString upstreamRemedy(const QString &error)
{
    if (says(error, {"401", "403", "unauthorized"}))
        return HealthPage::tr("The key was refused: check UPSTREAM_API_KEY in the settings.");
    if (isUnreachable(error))
        return HealthPage::tr("Start CLIProxyAPI, or set UPSTREAM_URL to where it listens.");
    return HealthPage::tr("See the log of CLIProxyAPI; restart it if it hangs.");
}

QString errorLines(const proxy::BreakerStatus &breaker, QString (*remedy)(const QString &))
{
    if (breaker.lastError.isEmpty())
        return {};
    QString lines = line(HealthPage::tr("Last error"), engineText(breaker.lastError));
    // What is over needs no remedy.
    if (breaker.state != "closed" || breaker.consecutiveFailures > 0)
        lines += line(HealthPage::tr("What to do"), remedy(breaker.lastError.text()));
    return lines;
}

QString stateOf(const proxy::BreakerStatus &breaker)
{
    if (breaker.state == "closed")
        return HealthPage::tr("works (closed)");
    if (breaker.state == "half-open")
        return HealthPage::tr("is tried (half-open)");
    return breaker.lastError.isEmpty()
               ? HealthPage::tr("is left alone (open)")
               : HealthPage::tr("is left alone (open): %1").arg(engineText(breaker.lastError));
}

QString judgeText(proxy::RouterClassifier classifier)
{
    switch (classifier) {
    case proxy::RouterClassifier::Morph:
        return HealthPage::tr("by Morph");
    case proxy::RouterClassifier::Local:
        return HealthPage::tr("on this machine");
    case proxy::RouterClassifier::LocalThenMorph:
        return HealthPage::tr("on this machine, and by Morph where it does not know");
    case proxy::RouterClassifier::MorphThenLocal:
        break;
    }
    return HealthPage::tr("by Morph, and on this machine where Morph fails");
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
    auto *panels = new FittingGrid(3);
    for (const Panel *panel : {&m_proxy, &m_router, &m_upstream})
        panels->add(panel->widget);
    addButtons(m_router, proxy::Breakers::Router);
    addButtons(m_upstream, proxy::Breakers::Upstream);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(panels);
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
    panel.state->setWordWrap(true);
    panel.facts->setWordWrap(true);
    panel.facts->setTextFormat(Qt::RichText);
    panel.facts->setAlignment(Qt::AlignTop);
    auto *head = new QHBoxLayout;
    head->addWidget(panel.state, 1);
    const QString section = title == QStringLiteral("Morph")         ? QStringLiteral("morph")
                            : title == QStringLiteral("CLIProxyAPI") ? QStringLiteral("cliproxyapi")
                                                                     : QStringLiteral("proxy");
    const QUrl meaning = manualUrl(QStringLiteral("troubleshooting"), section);
    head->addWidget(makeManualButton(meaning, title));
    explainWithF1(*panel.widget, [meaning] { return meaning; });
    auto *layout = new QVBoxLayout(panel.widget);
    layout->addLayout(head);
    if (!latency.isEmpty()) {
        panel.breaker = new BreakerDiagram;
        panel.latency = new Sparkline(latency);
        layout->addWidget(panel.breaker);
        layout->addWidget(panel.latency);
    }
    layout->addWidget(panel.facts, 1);
    return panel;
}

void HealthPage::addButtons(const Panel &panel, proxy::Breakers which)
{
    auto *probe = new QPushButton(tr("Probe now"));
    auto *reset = new QPushButton(tr("Reset"));
    probe->setToolTip(tr("Tries now instead of waiting for the countdown"));
    reset->setToolTip(tr("Closes the breaker and forgets its failures"));
    auto *row = new QHBoxLayout;
    row->addWidget(probe);
    row->addWidget(reset);
    row->addStretch();
    static_cast<QVBoxLayout *>(panel.widget->layout())->addLayout(row);
    connect(probe, &QPushButton::clicked, &m_source,
            [&source = m_source, which] { source.probeNow(which); });
    connect(reset, &QPushButton::clicked, &m_source,
            [&source = m_source, which] { source.resetBreakers(which); });
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

QStringList HealthPage::changes() const
{
    QStringList changes;
    for (int row = 0; row < m_history->count(); ++row)
        changes << m_history->item(row)->text();
    return changes;
}

void HealthPage::setChanges(const QStringList &changes)
{
    m_history->clear();
    m_history->addItems(changes);
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
    facts += storeLines(status.store);
    for (const proxy::BudgetUse &use : fullestUses(status.budgets))
        facts += line(tr("Limit"), budgetLine(use));
    if (!problem.isEmpty())
        facts += line(tr("Problem"), problem);
    for (const proxy::Text &warning : status.logWarnings)
        facts += line(tr("Problem"), engineText(warning));
    for (const proxy::Text &wrong : status.configNotes.problems)
        facts += line(
            tr("To do"),
            tr("Mend the edited configuration, which is not in force: %1").arg(engineText(wrong)));
    for (const proxy::Text &warning : status.configNotes.warnings)
        facts += line(tr("To do"), engineText(warning));
    m_proxy.facts->setText(facts);
    noteChange(tr("Proxy"), m_lastProxy, stateText(status));
}

/// The light of what several instances share, and what they used together.
QString HealthPage::storeLines(const proxy::StoreStatus &store)
{
    if (!store.isThere())
        return {};
    const QString meaning = engineText(store.meaning);
    noteChange(tr("Store"), m_lastStore, meaning);
    QString lines = line(tr("Store"), (store.isReady() ? tr("● %1") : tr("▲ %1")).arg(meaning));
    if (!store.isReady() && !store.lastError.isEmpty())
        lines += line(tr("Last error"), engineText(store.lastError));
    if (store.instances > 0) {
        const auto dollars = [](proxy::PicoDollars amount) {
            return humanMoney(double(amount) / double(proxy::kPicoPerDollar));
        };
        lines += line(tr("All instances"),
                      tr("%n today: %1 used, %2 saved", nullptr, store.instances)
                          .arg(dollars(store.spentToday), dollars(store.savedToday)));
    }
    return lines;
}

void HealthPage::showRouter(const proxy::ServiceStatus &status)
{
    m_router.state->setText(status.routing == proxy::RoutingState::NoKey ? tr("○ Not asked: no key")
                            : status.routerWorks()                       ? tr("● Working")
                                                                         : tr("▲ In trouble"));
    m_router.breaker->show(status.router);
    const proxy::LatencyHistogram &latency = status.today.routing;
    QString facts = line(tr("Breaker"), breakerText(status.router));
    facts += line(tr("Tasks are judged"), judgeText(status.classifier));
    if (latency.count() > 0)
        facts += line(tr("Today"), tr("%n decision(s), p50 %1, p95 %2", nullptr,
                                      static_cast<int>(latency.count()))
                                       .arg(humanDuration(latency.percentile(0.5)),
                                            humanDuration(latency.percentile(0.95))));
    facts += line(tr("In flight"), QString::number(status.routerInFlight));
    for (const proxy::Text &warning : status.routerWarnings)
        facts += line(tr("Problem"), engineText(warning));
    facts += errorLines(status.router, routerRemedy);
    m_router.facts->setText(facts);
    if (status.state == proxy::ServiceState::Running)
        noteChange(QStringLiteral("Morph"), m_lastRouter, stateOf(status.router));
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
    // Where there is none, a warning says so already.
    if (!status.keySource.isEmpty() || status.keyWarnings.isEmpty())
        facts += line(tr("Key"), status.keySource.isEmpty() ? tr("none: the agents' own keys pass")
                                                            : status.keySource);
    for (const proxy::PlanWindow &window : status.planWindows)
        facts += line(tr("Plan"), planText(window));
    for (const proxy::QuotaInForce &quota : status.quotas)
        facts += line(tr("Plan limit"), quotaText(quota));
    for (const proxy::Text &warning : status.keyWarnings)
        facts += line(tr("To do"), engineText(warning));
    for (const proxy::ModelWarning &warning : status.modelWarnings) {
        if (warning.needsDoing)
            facts += line(tr("To do"), engineText(sentence(warning)));
    }
    const QString errors = errorLines(status.upstream, upstreamRemedy);
    facts += errors;
    // Nobody has been refused yet, but the next one will be.
    if (known && !reachable && errors.isEmpty())
        facts += line(tr("What to do"),
                      tr("Start CLIProxyAPI, or set UPSTREAM_URL to where it listens."));
    m_upstream.facts->setText(facts);
    if (known && status.state == proxy::ServiceState::Running)
        noteChange(QStringLiteral("CLIProxyAPI"), m_lastUpstream,
                   status.upstream.state == "closed" ? state : stateOf(status.upstream));
}

void HealthPage::noteChange(const QString &who, QString &last, const QString &now)
{
    if (last == now)
        return;
    const QString time = QDateTime::currentDateTime().toString(QStringLiteral("HH:mm:ss"));
    m_history->insertItem(0, QStringLiteral("%1  %2: %3").arg(time, who, now));
    while (m_history->count() > kMaxHistory)
        delete m_history->takeItem(m_history->count() - 1);
    last = now;
}

} // namespace ui
