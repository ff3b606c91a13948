// SPDX-License-Identifier: LicenseRef-Private
#include "ui/window/windowmessages.h"

#include "ui/manual/manuallink.h"
#include "ui/tray/budgetmenu.h"
#include "ui/window/messagebar.h"
#include "ui/words/enginetext.h"

#include <QDateTime>
#include <QLocale>

#include <limits>
#include <utility>

namespace ui {

namespace {

constexpr int kPortsTried = 50;

} // namespace

WindowMessages::WindowMessages(DesktopHost &host, ProxySource &source, MessageBar &bar,
                               QObject *parent)
    : QObject(parent)
    , m_host(host)
    , m_source(source)
    , m_bar(&bar)
{
    connect(&source, &ProxySource::statusChanged, this, &WindowMessages::show);
    m_trayGrace.setSingleShot(true);
    connect(&m_trayGrace, &QTimer::timeout, this, &WindowMessages::needWindow);
    connect(&bar, &MessageBar::actionRequested, this, &WindowMessages::accept);
}

void WindowMessages::trayIsMissing(std::chrono::milliseconds grace)
{
    if (grace.count() > 0)
        return m_trayGrace.start(grace);
    needWindow();
}

void WindowMessages::needWindow()
{
    Q_EMIT windowNeeded();
    sayThereIsNoTray();
}

void WindowMessages::sayThereIsNoTray()
{
    m_saidNoTray = true;
    const QString desktop = qEnvironmentVariable("XDG_CURRENT_DESKTOP");
    say(desktop.contains(QStringLiteral("GNOME"), Qt::CaseInsensitive)
            ? tr("GNOME shows no tray of its own. With the extension \"AppIndicator and "
                 "KStatusNotifierItem Support\" llm-proxy appears there; until then, closing this "
                 "window quits.")
            : tr("This desktop has no tray (a panel with a system tray would show one). It is "
                 "picked up when it appears; until then, closing this window quits."),
        Offer::None, {}, manualUrl(QStringLiteral("window"), QStringLiteral("tray")));
}

void WindowMessages::trayAppeared()
{
    m_trayGrace.stop();
    if (m_saidNoTray)
        m_bar->clear();
    m_saidNoTray = false;
}

void WindowMessages::offerRestart()
{
    if (m_source.isAttached())
        return say(tr("Saved. The proxy that this window shows takes a part of it over when it "
                      "is started again."));
    say(tr("Saved. A part of it takes effect when the proxy is started again."), Offer::Restart,
        tr("&Restart the proxy"));
}

void WindowMessages::restart()
{
    m_restarting = true;
    m_source.stopProxy();
}

void WindowMessages::waitForOpenRequests()
{
    m_isWaiting = true;
    tellWaiting(m_source.status().openExchanges);
}

void WindowMessages::tellWaiting(int open)
{
    say(tr("llm-proxy quits when %n open request(s) are answered. New ones are no longer taken.",
           nullptr, open),
        Offer::Cut, tr("&Cut them now"));
}

void WindowMessages::moveTo(MessageBar &bar)
{
    m_bar = &bar;
    connect(m_bar, &MessageBar::actionRequested, this, &WindowMessages::accept);
    const Offer offer = std::exchange(m_offer, Offer::None);
    if (m_saidNoTray)
        sayThereIsNoTray();
    if (m_isAttached)
        tellAttached();
    if (offer == Offer::LeaveDemo)
        tellDemo();
    if (offer == Offer::Restart)
        offerRestart();
    if (offer == Offer::RouteHere)
        offerRoutingHere();
    if (!std::exchange(m_limit, {}).isEmpty())
        tellLimit(m_source.status().budgets);
    if (m_state == proxy::ServiceState::Failed)
        tellConflict(m_source.status());
}

void WindowMessages::show(const proxy::ServiceStatus &status)
{
    using proxy::ServiceState;
    if (m_isWaiting)
        return tellWaiting(status.openExchanges);
    if (m_source.isAttached() != m_isAttached)
        tellAttached();
    if (m_source.isDemo() != m_isDemo)
        tellDemo();
    if (status.state == ServiceState::Failed && m_state != ServiceState::Failed)
        tellConflict(status);
    if (status.state == ServiceState::Running && m_offer == Offer::OtherPort)
        m_bar->clear();
    if (status.overrides != m_overrides)
        tellOverrides(status.overrides);
    tellLimit(status.state == ServiceState::Running ? status.budgets : proxy::BudgetUses());
    const bool lacksKey =
        status.state == ServiceState::Running && status.routing == proxy::RoutingState::NoKey;
    if (!lacksKey && m_offer == Offer::RouteHere) {
        m_offer = Offer::None;
        m_bar->clear();
    }
    m_offeredRouting = m_offeredRouting && lacksKey;
    // Whatever else the bar says comes first.
    if (lacksKey && !m_offeredRouting && !m_source.isAttached() && m_bar->isHidden())
        offerRoutingHere();
    m_state = status.state;
    if (m_restarting && status.state == ServiceState::Stopped) {
        m_restarting = false;
        // Once the engine that says so is out of the way.
        QMetaObject::invokeMethod(&m_source, &ProxySource::startProxy, Qt::QueuedConnection);
    }
}

/// A limit that stops requests; told once, and gone with it.
void WindowMessages::tellLimit(const proxy::BudgetUses &uses)
{
    const proxy::BudgetUse *use = stoppedUse(uses);
    if (!use) {
        m_limit.clear();
        if (m_offer == Offer::LiftLimit) {
            m_offer = Offer::None;
            m_bar->clear();
        }
        return;
    }
    if (use->name == m_limit)
        return;
    m_limit = use->name;
    say(tr("The limit %1. Requests are answered with 429 until it is lifted, or begins anew %2.")
            .arg(budgetText(*use), QLocale().toString(QDateTime::fromMSecsSinceEpoch(use->endsAtMs),
                                                      QLocale::ShortFormat)),
        Offer::LiftLimit, tr("&Lift it for an hour"), manualUrl(QStringLiteral("limits")));
}

void WindowMessages::tellOverrides(const QStringList &overrides)
{
    m_overrides = overrides;
    if (!overrides.isEmpty())
        say(tr("Switched by hand and not as its files say: %1. The next start of the proxy, or an "
               "edit of the file that sets it, ends that.")
                .arg(overrides.join(QStringLiteral(", "))));
}

void WindowMessages::tellAttached()
{
    m_isAttached = m_source.isAttached();
    if (m_isAttached)
        say(tr("This window shows the llm-proxy that runs as process %1. Quitting the window "
               "leaves that proxy running.")
                .arg(m_source.processId()));
    else
        say(tr("The llm-proxy that this window showed has ended. The tray's menu starts one "
               "here."));
}

void WindowMessages::tellDemo()
{
    m_isDemo = m_source.isDemo();
    if (m_isDemo)
        say(tr("Demo: built-in fake servers answer for Morph and CLIProxyAPI, on a port of its "
               "own. Nothing of this is real, costs anything or is kept; your agents go on with "
               "the real proxy."),
            Offer::LeaveDemo, tr("&Leave the demo"),
            manualUrl(QStringLiteral("connecting"), QStringLiteral("try-the-demo")));
    else if (m_offer == Offer::LeaveDemo)
        m_bar->clear();
}

void WindowMessages::tellTour(const QString &text)
{
    if (m_offer == Offer::LeaveDemo && !m_bar->isHidden())
        say(tr("Demo: %1").arg(text), Offer::LeaveDemo, tr("&Leave the demo"));
}

void WindowMessages::offerRoutingHere()
{
    m_offeredRouting = true;
    say(tr("There is no key for Morph, so every request keeps its model. This machine can judge "
           "the tasks itself: nothing leaves it."),
        Offer::RouteHere, tr("&Route on this machine"), manualUrl(QStringLiteral("classifier")));
}

void WindowMessages::routeHere()
{
    const auto saved =
        m_host.saveSettings({{QStringLiteral("MORPH_ROUTER_CLASSIFIER"), QStringLiteral("local")}});
    if (!saved)
        say(engineText(saved.error().detail));
}

void WindowMessages::tellConflict(const proxy::ServiceStatus &status)
{
    const quint16 port = m_host.config().config.server.port;
    const QString holder = engineText(m_host.portHolder(port));
    const QString page = QStringLiteral("troubleshooting");
    if (holder.isEmpty())
        return say(status.failure ? engineText(status.failure->detail) : QString(), Offer::None, {},
                   manualUrl(page, QStringLiteral("start-failed")));
    const QUrl topic = manualUrl(page, QStringLiteral("port-conflict"));
    m_otherPort = freePortAfter(port);
    if (m_otherPort == 0)
        return say(tr("Port %1 is held by %2.").arg(port).arg(holder), Offer::None, {}, topic);
    say(tr("Port %1 is held by %2.").arg(port).arg(holder), Offer::OtherPort,
        tr("&Use port %1").arg(m_otherPort), topic);
}

quint16 WindowMessages::freePortAfter(quint16 port) const
{
    for (int candidate = port + 1;
         candidate <= std::min<int>(port + kPortsTried, std::numeric_limits<quint16>::max());
         ++candidate) {
        if (m_host.portHolder(static_cast<quint16>(candidate)).isEmpty())
            return static_cast<quint16>(candidate);
    }
    return 0;
}

void WindowMessages::say(const QString &text, Offer offer, const QString &action, const QUrl &topic)
{
    m_offer = offer;
    m_bar->say(text, action, topic);
}

void WindowMessages::accept()
{
    const Offer offer = std::exchange(m_offer, Offer::None);
    m_bar->clear();
    if (offer == Offer::Restart)
        restart();
    if (offer == Offer::Cut)
        m_source.stopProxy();
    if (offer == Offer::LeaveDemo)
        m_source.showDemo(false);
    if (offer == Offer::RouteHere)
        routeHere();
    if (offer == Offer::LiftLimit)
        m_source.liftBudget(m_limit, std::chrono::minutes(60));
    if (offer != Offer::OtherPort)
        return;
    const auto saved =
        m_host.saveSettings({{QStringLiteral("LLM_PROXY_PORT"), QString::number(m_otherPort)}});
    if (saved)
        m_source.startProxy();
    else
        say(engineText(saved.error().detail));
}

} // namespace ui
