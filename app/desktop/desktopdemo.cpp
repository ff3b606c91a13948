// SPDX-License-Identifier: LicenseRef-Private
#include "app/desktop/desktopdemo.h"

#include "app/lifecycle/runtimestate.h"

namespace app {

DesktopDemo::DesktopDemo()
    : m_controlToken(newControlToken())
{
    // A second call cuts: nothing of the demo is worth waiting for.
    QObject::connect(&m_service, &proxy::ProxyService::stopRequested, &m_service,
                     [this] { m_service.stop(); });
}

proxy::Result<void> DesktopDemo::start()
{
    return m_backends.start()
        .and_then([this] { return m_backends.config(); })
        .map([this](const proxy::ProxyConfig &config) { m_service.start(config, m_controlToken); });
}

} // namespace app
