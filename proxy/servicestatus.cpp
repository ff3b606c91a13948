// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/servicestatus.h"

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

const char *name(RouterMode mode)
{
    return mode == RouterMode::Aggressive ? "aggressive" : "balanced";
}

const char *name(RouterProvider provider)
{
    switch (provider) {
    case RouterProvider::Anthropic:
        return "anthropic";
    case RouterProvider::OpenAi:
        return "openai";
    case RouterProvider::Gemini:
        return "gemini";
    case RouterProvider::Auto:
        break;
    }
    return "auto";
}

} // namespace proxy
