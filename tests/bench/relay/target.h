// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "process.h"

#include <cstdint>
#include <string>
#include <vector>

namespace bench {

/// Something between the clients and the upstream, or the upstream itself.
struct Target
{
    std::string name;
    uint16_t port = 0;
    std::vector<std::string> command {};
    Process::Environment environment {};
    Process process {};
    double startupMs = 0;
    double idleMb = 0;
};

struct Setup
{
    std::string binary; ///< llm-proxy
    std::string folder; ///< for everything the targets write
    uint16_t upstreamPort = 0;
};

[[nodiscard]] Target directTarget(const Setup &setup);
[[nodiscard]] Target nginxTarget(const Setup &setup);
/// llm-proxy; with @p routes it asks the upstream's Morph.
[[nodiscard]] Target proxyTarget(const Setup &setup, bool routes);

/// A port nobody listened on a moment ago.
[[nodiscard]] uint16_t freePort();
[[nodiscard]] bool isInstalled(const std::string &program);

/// Starts it and waits for its first good answer to GET /health. False when there is none.
[[nodiscard]] bool start(Target &target, const std::string &folder);

} // namespace bench
