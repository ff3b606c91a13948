// SPDX-License-Identifier: LicenseRef-Private
#include "ui/connect/stepspage.h"

#include "proxy/config/setting.h"
#include "ui/connect/agentpage.h"
#include "ui/connect/step.h"
#include "ui/look/wrappedlabel.h"
#include "ui/tray/statusicons.h"
#include "ui/tray/traymenu.h"
#include "ui/words/enginetext.h"

#include <QDesktopServices>
#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QTime>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

namespace {

constexpr int kBetweenSteps = 14;

QString sign(bool good)
{
    return good ? QStringLiteral("● ") : QStringLiteral("▲ ");
}

/// Leads to where keys are had, and the backend.
QToolButton *link(const QString &address, const QString &text)
{
    auto *button = new QToolButton;
    button->setText(text);
    button->setToolTip(address);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::StrongFocus);
    QFont letters = button->font();
    letters.setUnderline(true);
    button->setFont(letters);
    QObject::connect(button, &QToolButton::clicked, button,
                     [address] { QDesktopServices::openUrl(QUrl(address)); });
    return button;
}

} // namespace

StepsPage::StepsPage(DesktopHost &host, ProxySource &source, QWidget *parent)
    : QWidget(parent)
    , m_host(host)
    , m_source(source)
    , m_proxy(wrappedLabel())
    , m_backend(new Step(tr("1. Backend: CLIProxyAPI")))
    , m_routing(new Step(tr("2. Who judges the tasks: Morph, or this machine")))
    , m_agents(new Step(tr("3. Agents")))
{
    m_proxy->setAccessibleName(tr("Proxy"));
    buildBackend();
    buildKey();
    auto *steps = new QWidget;
    auto *list = new QVBoxLayout(steps);
    list->setSpacing(kBetweenSteps);
    list->addWidget(m_proxy);
    for (Step *step : {m_backend, m_routing, m_agents})
        list->addWidget(step);
    list->addStretch();
    // So that small screens and large letters keep every step.
    auto *scroll = new QScrollArea;
    scroll->setWidget(steps);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll, 1);
    buildDemo();
    connect(&m_source, &ProxySource::statusChanged, this, &StepsPage::show);
    connect(&m_source, &ProxySource::exchangesArrived, this, &StepsPage::note);
    connect(&m_keyTest, &KeyTest::answered, this,
            [this](bool good, const QString &text) { m_keyResult->setText(sign(good) + text); });
    show(m_source.status());
}

void StepsPage::buildBackend()
{
    auto *address = new QPushButton(tr("Addr&ess…"));
    address->setToolTip(tr("Opens the settings"));
    auto *probe = new QPushButton(tr("Check &again"));
    m_backend->add(address);
    m_backend->add(probe);
    m_backend->add(link(QStringLiteral("https://github.com/router-for-me/CLIProxyAPI"),
                        tr("Where to get it")));
    m_backend->addStretch();
    connect(address, &QPushButton::clicked, this,
            [this] { Q_EMIT settingsRequested(QStringLiteral("UPSTREAM_URL")); });
    connect(probe, &QPushButton::clicked, &m_source,
            [&source = m_source] { source.probeNow(proxy::Breakers::Both); });
}

void StepsPage::buildKey()
{
    m_key = new QLineEdit;
    m_key->setEchoMode(QLineEdit::Password);
    m_key->setAccessibleName(tr("Morph key"));
    m_saveKey = new QPushButton(tr("&Save the key"));
    m_testKey = new QPushButton(tr("Test the &key"));
    m_testKey->setToolTip(tr("Asks Morph one question, which costs its fee"));
    m_routeHere = new QPushButton(tr("&Route on this machine"));
    m_keyResult = wrappedLabel();
    m_keyResult->setAccessibleName(tr("Result of the test"));
    m_routing->add(m_key, 1);
    m_routing->add(m_testKey);
    m_routing->add(m_saveKey);
    m_routing->add(m_routeHere);
    auto *below = new QWidget;
    auto *row = new QHBoxLayout(below);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(link(QStringLiteral("https://morphllm.com"), tr("Where to get a key")));
    row->addWidget(m_keyResult, 1);
    m_routing->addRow(below);
    connect(m_saveKey, &QPushButton::clicked, this, &StepsPage::saveKey);
    connect(m_testKey, &QPushButton::clicked, this, &StepsPage::testKey);
    connect(m_routeHere, &QPushButton::clicked, this, &StepsPage::routeHere);
    connect(m_key, &QLineEdit::textChanged, this, [this] { showRouting(m_source.status()); });
}

void StepsPage::buildDemo()
{
    m_demoText = wrappedLabel();
    m_demo = new QPushButton;
    auto *row = new QHBoxLayout;
    row->addWidget(m_demoText, 1);
    row->addWidget(m_demo);
    static_cast<QVBoxLayout *>(layout())->addLayout(row);
    connect(m_demo, &QPushButton::clicked, this,
            [&source = m_source] { source.showDemo(!source.isDemo()); });
}

void StepsPage::addAgent(const QString &id, const QString &name, const AgentPage *page)
{
    auto *line = new QWidget;
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    AgentRow agent {.name = name, .page = page, .text = wrappedLabel(), .button = new QPushButton};
    agent.text->setAccessibleName(name);
    row->addWidget(agent.text, 1);
    row->addWidget(agent.button);
    m_agents->addRow(line);
    connect(agent.button, &QPushButton::clicked, this, [this, page] { agentRequested(page); });
    connect(page, &AgentPage::looked, this, &StepsPage::showAgents);
    m_rows.insert(id.toUtf8(), agent);
    showAgents();
}

void StepsPage::show(const proxy::ServiceStatus &status)
{
    const bool runs = status.state == proxy::ServiceState::Running;
    const QString problem = status.failure ? problemText(status) : QString();
    m_proxy->setText(sign(runs) + (problem.isEmpty() ? stateText(status) : problem));
    showDemo();
    if (m_source.isDemo())
        return showFakeServers(status);
    showBackend(status);
    showRouting(status);
}

void StepsPage::showBackend(const proxy::ServiceStatus &status)
{
    // An attached proxy has a backend of its own.
    const QUrl address = status.upstreamUrl.isEmpty() ? m_host.config().config.upstream.url
                                                      : QUrl(status.upstreamUrl);
    const QString url = address.toString(QUrl::RemoveUserInfo);
    if (status.state != proxy::ServiceState::Running || !status.upstreamReachable)
        return m_backend->say(Step::State::Open, tr("%1 was not asked yet").arg(url));
    if (!*status.upstreamReachable)
        return m_backend->say(
            Step::State::Problem,
            tr("%1 does not answer. Start CLIProxyAPI with port %2 in its config.yaml, or give the "
               "address where it listens.")
                .arg(url)
                .arg(address.port(80)));
    const QString answers =
        tr("%1 answers, %n model(s)", nullptr, status.modelCount.value_or(0)).arg(url);
    const QString key = status.keySource.isEmpty()
                            ? tr("No key for it was found: the agents' own keys pass through.")
                            : tr("Its key is from %1.").arg(status.keySource);
    m_backend->say(Step::State::Done, answers + QStringLiteral(". ") + key);
}

void StepsPage::showRouting(const proxy::ServiceStatus &status)
{
    const bool runs = status.state == proxy::ServiceState::Running;
    const proxy::ProxyConfig &config = m_host.config().config;
    const bool hasKey = !config.router.apiKey.isEmpty();
    const bool judges = runs && status.routing != proxy::RoutingState::NoKey;
    const bool isTyped = !m_key->text().isEmpty();
    const bool isOurs = !m_source.isAttached();
    m_routeHere->setVisible(!hasKey && !judges);
    m_routeHere->setEnabled(isOurs);
    m_key->setEnabled(isOurs);
    m_key->setPlaceholderText(hasKey ? tr("another key") : tr("key"));
    m_saveKey->setEnabled(isOurs && isTyped);
    m_testKey->setEnabled(isOurs && (isTyped || hasKey));
    if (judges && hasKey)
        return m_routing->say(
            status.routerWarnings.isEmpty() ? Step::State::Done : Step::State::Problem,
            status.routerWarnings.isEmpty() ? tr("Morph judges; its key is set (%1)")
                                                  .arg(proxy::maskedValue(u"MORPH_API_KEY", config))
                                            : engineText(status.routerWarnings.constFirst()));
    if (judges)
        return m_routing->say(
            Step::State::Done,
            tr("none needed: this machine judges the tasks, and nothing leaves it"));
    m_routing->say(Step::State::Open,
                   tr("Without MORPH_API_KEY every request passes with the model it asks for. Give "
                      "a key, or let this machine judge the tasks: nothing leaves it then."));
}

void StepsPage::showFakeServers(const proxy::ServiceStatus &status)
{
    const QString text = tr("a built-in fake server answers");
    const auto state =
        status.state == proxy::ServiceState::Running ? Step::State::Done : Step::State::Open;
    for (Step *step : {m_backend, m_routing})
        step->say(state, text);
    m_routeHere->hide();
    for (QWidget *control : QList<QWidget *> {m_key, m_saveKey, m_testKey})
        control->setEnabled(false);
}

void StepsPage::showAgents()
{
    bool isConnected = false;
    bool isFound = false;
    for (const AgentRow &row : std::as_const(m_rows)) {
        const AgentPlan &plan = row.page->plan();
        isConnected = isConnected || plan.isConnected();
        isFound = isFound || plan.isFound;
        row.button->parentWidget()->setVisible(plan.isFound || plan.isConnected());
        row.button->setText(plan.isConnected() ? tr("Show %1…").arg(row.name)
                                               : tr("Connect %1…").arg(row.name));
        if (!plan.isConnected())
            row.text->setText(tr("○ %1 is not connected").arg(row.name));
        else if (row.firstRequestMs == 0)
            row.text->setText(tr("● %1 is connected; waiting for a request…").arg(row.name));
        else
            row.text->setText(
                tr("✔ %1 is connected; its request came at %2")
                    .arg(row.name, QLocale().toString(
                                       QDateTime::fromMSecsSinceEpoch(row.firstRequestMs).time(),
                                       QLocale::ShortFormat)));
    }
    m_agents->say(isConnected ? Step::State::Done : Step::State::Open,
                  isFound ? tr("Each is connected by a change of its settings file, which is "
                               "shown first and can be undone.")
                          : tr("No agent was found on this machine. The list at the left has "
                               "lines to copy for each, and for other programs."));
}

void StepsPage::note(const std::vector<proxy::Exchange> &exchanges)
{
    if (m_source.isDemo())
        return;
    for (const proxy::Exchange &exchange : exchanges) {
        const auto row = m_rows.find(exchange.client);
        if (row == m_rows.end() || row->firstRequestMs != 0)
            continue;
        row->firstRequestMs = exchange.startedAtMs;
        showAgents();
    }
}

bool StepsPage::save(const QHash<QString, QString> &changes)
{
    const auto saved = m_host.saveSettings(changes);
    m_keyResult->setText(saved ? QString() : sign(false) + engineText(saved.error().detail));
    return saved.has_value();
}

void StepsPage::saveKey()
{
    if (save({{QStringLiteral("MORPH_API_KEY"), m_key->text().trimmed()}}))
        m_key->clear();
}

void StepsPage::testKey()
{
    m_keyResult->setText(tr("Asking…"));
    const proxy::RouterSettings &router = m_host.config().config.router;
    const QByteArray typed = m_key->text().trimmed().toUtf8();
    m_keyTest.ask(router.apiUrl, typed.isEmpty() ? router.apiKey : typed);
}

void StepsPage::routeHere()
{
    save({{QStringLiteral("MORPH_ROUTER_CLASSIFIER"), QStringLiteral("local")}});
}

void StepsPage::showDemo()
{
    const bool on = m_source.isDemo();
    m_demoText->setText(
        on ? tr("Demo: a second proxy runs between built-in fake servers, on a port of its own. "
                "Nothing of it leaves this machine or gets into the log or the costs.")
           : tr("Nothing set up yet? The demo shows everything with built-in fake servers, on this "
                "machine only. Your agents are not touched."));
    m_demo->setText(on ? tr("&Leave the demo") : tr("Try the &demo"));
}

} // namespace ui
