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
    void setConfigNotes(ConfigNotes notes) { m_configNotes = std::move(notes); }
    [[nodiscard]] const ConfigNotes &configNotes() const { return m_configNotes; }
    /// Returns the present status. Starts a probe of the upstream when the last one was long ago.
    [[nodiscard]] ServiceStatus status();

private:
    void fillClients(ServiceStatus &status);
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
    ConfigNotes m_configNotes;
    qint64 m_startedAtMs;
};

} // namespace proxy
