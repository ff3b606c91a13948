// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/engine/engineparts.h"
#include "proxy/engine/routingpause.h"
#include "proxy/status/servicestatus.h"

#include <utility>

namespace proxy {

/// Collects a ServiceStatus from the parts of the engine. Lives on the worker thread.
class StatusCollector final
{
public:
    /// @p parts and @p pause must outlive this.
    StatusCollector(EngineParts &parts, const RoutingPause &pause);

    void setState(ServiceState state) { m_state = state; }
    [[nodiscard]] ServiceState state() const { return m_state; }
    /// Sets what is wrong with the edited configuration; empty: nothing.
    void setConfigProblems(QList<Text> problems) { m_configProblems = std::move(problems); }
    [[nodiscard]] const QList<Text> &configProblems() const { return m_configProblems; }
    /// Returns the present status. Starts a probe of the upstream when the last one was long ago.
    [[nodiscard]] ServiceStatus status();

private:
    void fillRouting(ServiceStatus &status) const;
    void fillUpstream(ServiceStatus &status) const;
    void fillModels(ServiceStatus &status);
    void fillTraffic(ServiceStatus &status);
    [[nodiscard]] RoutingState routingState() const;
    [[nodiscard]] BreakerStatus routerBreaker() const;
    [[nodiscard]] BreakerStatus upstreamBreaker() const;

    EngineParts &m_parts;
    const RoutingPause &m_pause;
    ServiceState m_state = ServiceState::Starting;
    QList<Text> m_configProblems;
    qint64 m_startedAtMs;
};

} // namespace proxy
