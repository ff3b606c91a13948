// SPDX-License-Identifier: LicenseRef-Private
#include "ui/source/chosensource.h"

#include "ui/source/attachedsource.h"
#include "ui/source/localsource.h"

namespace ui {

ChosenSource::ChosenSource(DesktopHost &host, QObject *parent)
    : ProxySource(parent)
    , m_host(host)
{
    choose(std::make_unique<LocalSource>(host));
}

void ChosenSource::startProxy()
{
    if (const auto other = m_host.otherInstance()) {
        followAttached(*other);
        return;
    }
    if (m_current->isAttached())
        choose(std::make_unique<LocalSource>(m_host));
    m_current->startProxy();
}

void ChosenSource::choose(std::unique_ptr<ProxySource> source)
{
    if (m_current) {
        m_current->disconnect(this);
        // It may be the one whose signal brought us here.
        m_current.release()->deleteLater();
    }
    m_current = std::move(source);
    ProxySource *current = m_current.get();
    connect(current, &ProxySource::statusChanged, this, &ChosenSource::attachAfterConflict);
    connect(current, &ProxySource::statusChanged, this, &ProxySource::statusChanged);
    connect(current, &ProxySource::exchangesArrived, this, &ProxySource::exchangesArrived);
    connect(current, &ProxySource::exchangesLost, this, &ProxySource::exchangesLost);
    connect(current, &ProxySource::historyChanged, this, &ProxySource::historyChanged);
    connect(current, &ProxySource::wishFailed, this, &ProxySource::wishFailed);
    Q_EMIT statusChanged(status());
}

void ChosenSource::followAttached(const DesktopHost::OtherInstance &instance)
{
    auto attached = std::make_unique<AttachedSource>(instance);
    connect(attached.get(), &AttachedSource::ended, this,
            [this] { choose(std::make_unique<LocalSource>(m_host)); });
    choose(std::move(attached));
}

void ChosenSource::attachAfterConflict(const proxy::ServiceStatus &status)
{
    // Two started at once: the one that lost the port shows the one that has it.
    if (status.state != proxy::ServiceState::Failed || m_current->isAttached())
        return;
    if (const auto other = m_host.otherInstance())
        QMetaObject::invokeMethod(
            this, [this, instance = *other] { followAttached(instance); }, Qt::QueuedConnection);
}

} // namespace ui
