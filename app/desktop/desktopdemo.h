// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/desktop/demobackends.h"
#include "proxy/proxyservice.h"

#include <QByteArray>

namespace app {

/// Runs the demo: a second proxy between fake servers, on a free port of loopback and in temporary
/// folders. It has the settings of a fresh installation, so that neither the user's settings nor
/// the user's agents meet it. Main thread; its end cuts what is open.
class DesktopDemo final
{
public:
    DesktopDemo();
    Q_DISABLE_COPY_MOVE(DesktopDemo)

    /// Starts the servers and the proxy, or returns why it can't. The proxy's signals follow.
    [[nodiscard]] proxy::Result<void> start();
    [[nodiscard]] proxy::ProxyService &service() { return m_service; }
    [[nodiscard]] const QByteArray &controlToken() const { return m_controlToken; }

private:
    DemoBackends m_backends;
    QByteArray m_controlToken;
    proxy::ProxyService m_service; ///< ends before the servers that it calls
};

} // namespace app
