// SPDX-License-Identifier: LicenseRef-Private
#include "ui/source/chosensource.h"

#include "ui/source/attachedsource.h"
#include "ui/source/localsource.h"

namespace ui {

namespace {

constexpr auto kWatchEvery = std::chrono::seconds(2);

} // namespace

ChosenSource::ChosenSource(DesktopHost &host, QObject *parent)
    : ProxySource(parent)
    , m_host(host)
{
    m_watch.setInterval(kWatchEvery);
    connect(&m_watch, &QTimer::timeout, this, &ChosenSource::attachToASuccessor);
    m_current = std::make_unique<LocalSource>(host);
    follow(*m_current);
}

ChosenSource::~ChosenSource()
{
    if (!isDemo())
        return;
    m_current.reset();
    m_host.endDemo();
}

void ChosenSource::showDemo(bool on)
{
    if (on == isDemo())
        return;
    if (on) {
        if (const auto started = m_host.startDemo(); !started)
            return Q_EMIT wishFailed(started.error().detail);
        m_current->disconnect(this);
        m_real = std::exchange(m_current, std::make_unique<LocalSource>(m_host, *m_host.demo()));
    } else {
        m_current = std::exchange(m_real, nullptr);
        m_host.endDemo();
    }
    follow(*m_current);
    Q_EMIT historyChanged();
    Q_EMIT statusChanged(status());
    // It may have ended meanwhile, and another may run.
    if (isAttached())
        lookAgain();
}

void ChosenSource::stopProxy()
{
    if (isDemo())
        return showDemo(false);
    m_current->stopProxy();
}

void ChosenSource::startProxy()
{
    if (isDemo() || lookAgain())
        return;
    m_current->startProxy();
}

/// Returns whether there is an llm-proxy to attach to.
bool ChosenSource::lookAgain()
{
    if (const auto other = m_host.otherInstance()) {
        followAttached(*other);
        return true;
    }
    if (isAttached())
        choose(std::make_unique<LocalSource>(m_host));
    return false;
}

void ChosenSource::choose(std::unique_ptr<ProxySource> source)
{
    m_current->disconnect(this);
    // It may be the one whose signal brought us here.
    m_current.release()->deleteLater();
    m_current = std::move(source);
    follow(*m_current);
    Q_EMIT statusChanged(status());
}

void ChosenSource::follow(ProxySource &source)
{
    connect(&source, &ProxySource::statusChanged, this, &ChosenSource::attachAfterConflict);
    connect(&source, &ProxySource::statusChanged, this, &ProxySource::statusChanged);
    connect(&source, &ProxySource::exchangesArrived, this, &ProxySource::exchangesArrived);
    connect(&source, &ProxySource::exchangesLost, this, &ProxySource::exchangesLost);
    connect(&source, &ProxySource::historyChanged, this, &ProxySource::historyChanged);
    connect(&source, &ProxySource::wishFailed, this, &ProxySource::wishFailed);
}

void ChosenSource::followAttached(const DesktopHost::OtherInstance &instance)
{
    auto attached = std::make_unique<AttachedSource>(instance);
    connect(attached.get(), &AttachedSource::ended, this, [this] {
        choose(std::make_unique<LocalSource>(m_host));
        m_watch.start();
    });
    m_watch.stop();
    choose(std::move(attached));
}

/// A service manager may have started it anew.
void ChosenSource::attachToASuccessor()
{
    if (isDemo())
        return;
    const bool isIdle = !isAttached() && status().state == proxy::ServiceState::Stopped;
    if (!isIdle)
        return m_watch.stop();
    if (const auto other = m_host.otherInstance())
        followAttached(*other);
}

void ChosenSource::attachAfterConflict(const proxy::ServiceStatus &status)
{
    // Two started at once: the one that lost the port shows the one that has it.
    if (status.state != proxy::ServiceState::Failed || isAttached() || isDemo())
        return;
    if (const auto other = m_host.otherInstance())
        QMetaObject::invokeMethod(
            this, [this, instance = *other] { followAttached(instance); }, Qt::QueuedConnection);
}

} // namespace ui
