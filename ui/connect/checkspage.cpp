// SPDX-License-Identifier: LicenseRef-Private
#include "ui/connect/checkspage.h"

#include "proxy/config/setting.h"
#include "ui/look/wrappedlabel.h"
#include "ui/tray/statusicons.h"
#include "ui/tray/traymenu.h"
#include "ui/words/enginetext.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui {

ChecksPage::ChecksPage(DesktopHost &host, ProxySource &source, QWidget *parent)
    : QWidget(parent)
    , m_host(host)
    , m_source(source)
{
    auto *grid = new QGridLayout;
    grid->setColumnStretch(2, 1);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(10);
    m_proxy = addRow(grid, tr("Proxy"));
    m_routerKey = addRow(grid, tr("Morph key"));
    m_routeHere = new QPushButton(tr("&Route on this machine"));
    m_routeHere->hide();
    grid->addWidget(m_routeHere, grid->rowCount(), 2, Qt::AlignLeft);
    connect(m_routeHere, &QPushButton::clicked, this, &ChecksPage::routeHere);
    m_upstream = addRow(grid, QStringLiteral("CLIProxyAPI"));
    m_upstreamKey = addRow(grid, tr("Its key"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(grid);
    auto *row = new QHBoxLayout;
    auto *settings = new QPushButton(tr("&Settings…"));
    auto *probe = new QPushButton(tr("Check &again"));
    row->addWidget(settings);
    row->addWidget(probe);
    row->addStretch();
    layout->addLayout(row);
    layout->addStretch();
    buildDemo();
    connect(settings, &QPushButton::clicked, this, &ChecksPage::settingsRequested);
    connect(probe, &QPushButton::clicked, &m_source,
            [&source = m_source] { source.probeNow(proxy::Breakers::Both); });
    connect(&m_source, &ProxySource::statusChanged, this, &ChecksPage::show);
    show(m_source.status());
}

ChecksPage::Row ChecksPage::addRow(QGridLayout *grid, const QString &name)
{
    const int at = grid->rowCount();
    Row row {new QLabel, wrappedLabel()};
    auto *title = new QLabel(QStringLiteral("<b>%1</b>").arg(name.toHtmlEscaped()));
    grid->addWidget(row.sign, at, 0, Qt::AlignTop);
    grid->addWidget(title, at, 1, Qt::AlignTop);
    grid->addWidget(row.text, at, 2);
    row.text->setAccessibleName(name);
    return row;
}

void ChecksPage::buildDemo()
{
    m_demoText = wrappedLabel();
    m_demo = new QPushButton;
    auto *row = new QHBoxLayout;
    row->addWidget(m_demoText, 1);
    row->addWidget(m_demo);
    static_cast<QVBoxLayout *>(layout())->addLayout(row);
    connect(m_demo, &QPushButton::clicked, this, &ChecksPage::toggleDemo);
    showDemo();
}

void ChecksPage::say(const Row &row, Verdict verdict, const QString &text)
{
    row.sign->setText(verdict == Verdict::Good  ? QStringLiteral("●")
                      : verdict == Verdict::Bad ? QStringLiteral("▲")
                                                : QStringLiteral("○"));
    row.text->setText(text);
}

void ChecksPage::show(const proxy::ServiceStatus &status)
{
    const bool runs = status.state == proxy::ServiceState::Running;
    const QString problem = status.failure ? problemText(status) : QString();
    say(m_proxy, runs ? Verdict::Good : Verdict::Bad,
        problem.isEmpty() ? stateText(status) : problem);
    showDemo();
    if (m_host.usesDemoBackends())
        return showFakeServers(status);
    showRouting(status);
    const QString url = m_host.config().config.upstream.url.toString(QUrl::RemoveUserInfo);
    if (!runs || !status.upstreamReachable)
        say(m_upstream, Verdict::Open, tr("not asked yet"));
    else if (*status.upstreamReachable)
        say(m_upstream, Verdict::Good,
            tr("%1 answers, %n model(s)", nullptr, status.modelCount.value_or(0)).arg(url));
    else
        say(m_upstream, Verdict::Bad,
            tr("%1 does not answer. Start CLIProxyAPI, or set UPSTREAM_URL to where it listens.")
                .arg(url));
    say(m_upstreamKey, status.keySource.isEmpty() ? Verdict::Open : Verdict::Good,
        status.keySource.isEmpty() ? tr("none found: the agents' own keys pass through")
                                   : tr("from %1").arg(status.keySource));
}

void ChecksPage::showRouting(const proxy::ServiceStatus &status)
{
    const bool runs = status.state == proxy::ServiceState::Running;
    const proxy::ProxyConfig &config = m_host.config().config;
    const bool hasKey = !config.router.apiKey.isEmpty();
    const bool judges = runs && status.routing != proxy::RoutingState::NoKey;
    m_routeHere->setVisible(!hasKey && !judges);
    m_routeHere->setEnabled(!m_source.isAttached());
    if (judges && hasKey)
        return say(m_routerKey, Verdict::Good,
                   tr("set (%1)").arg(proxy::maskedValue(u"MORPH_API_KEY", config)));
    if (judges)
        return say(m_routerKey, Verdict::Good,
                   tr("none needed: this machine judges the tasks, and nothing leaves it"));
    say(m_routerKey, Verdict::Open,
        tr("not set: requests pass with the model they ask for. Put MORPH_API_KEY into the "
           "settings, or let this machine judge the tasks: nothing leaves it then."));
}

void ChecksPage::routeHere()
{
    const auto saved =
        m_host.saveSettings({{QStringLiteral("MORPH_ROUTER_CLASSIFIER"), QStringLiteral("local")}});
    if (!saved)
        say(m_routerKey, Verdict::Bad, engineText(saved.error().detail));
}

void ChecksPage::showFakeServers(const proxy::ServiceStatus &status)
{
    m_routeHere->hide();
    const QString text = tr("a built-in fake server answers");
    const Verdict verdict =
        status.state == proxy::ServiceState::Running ? Verdict::Good : Verdict::Open;
    for (const Row &row : {m_routerKey, m_upstream, m_upstreamKey})
        say(row, verdict, text);
}

void ChecksPage::showDemo()
{
    const bool on = m_host.usesDemoBackends();
    m_demoText->setText(
        on ? tr("Demo: built-in fake servers answer for Morph and CLIProxyAPI, and a "
                "request is sent every other second. Nothing leaves this machine, "
                "nothing gets into the log or the costs.")
           : tr("Nothing set up yet? Built-in fake servers can answer for Morph and "
                "CLIProxyAPI, on this machine only."));
    m_demo->setText(on ? tr("&Leave the demo") : tr("Try the &demo"));
    m_demo->setEnabled(!m_source.isAttached());
}

void ChecksPage::toggleDemo()
{
    const proxy::Result<void> done = m_host.useDemoBackends(!m_host.usesDemoBackends());
    show(m_source.status());
    if (!done)
        m_demoText->setText(engineText(done.error().detail));
}

} // namespace ui
