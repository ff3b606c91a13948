// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/core/error.h"

#include <memory>

namespace app {

/// The stand-ins of the demo inside this process, so that one can look around before anything is
/// set up. They listen on loopback only and end with this object.
class DemoBackends final
{
public:
    DemoBackends();
    ~DemoBackends();
    DemoBackends(const DemoBackends &) = delete;
    DemoBackends &operator=(const DemoBackends &) = delete;

    [[nodiscard]] proxy::Result<void> start();
    /// The same settings with the stand-ins as Morph and as upstream, and with a log and books of
    /// its own that end with this object.
    [[nodiscard]] proxy::ProxyConfig over(proxy::ProxyConfig config) const;

private:
    struct StandIns;
    std::unique_ptr<StandIns> m_standIns;
};

} // namespace app
