// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/status/servicestatus.h"

namespace proxy {

const char *name(ServiceState state)
{
    switch (state) {
    case ServiceState::Stopped:
        return "stopped";
    case ServiceState::Starting:
        return "starting";
    case ServiceState::Running:
        return "running";
    case ServiceState::Draining:
        return "draining";
    case ServiceState::Failed:
        break;
    }
    return "failed";
}

const char *name(RoutingState state)
{
    switch (state) {
    case RoutingState::On:
        return "on";
    case RoutingState::SwitchedOff:
        return "off";
    case RoutingState::NoKey:
        return "no-router-key";
    case RoutingState::Paused:
        break;
    }
    return "paused";
}

const char *name(ClientStatus::State state)
{
    switch (state) {
    case ClientStatus::State::Active:
        return "active";
    case ClientStatus::State::Expired:
        return "expired";
    case ClientStatus::State::Revoked:
        return "revoked";
    }
    return "active";
}

} // namespace proxy
