// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/core/error.h"

#include <QTemporaryDir>
#include <QThread>
#include <QUrl>

namespace app {

/// Runs the demo's fake servers for Morph and CLIProxyAPI inside this process, so that the program
/// can be tried without any account. They listen on loopback only, on a thread of their own, and
/// end with this object.
class DemoBackends final
{
public:
    DemoBackends() = default;
    ~DemoBackends();
    Q_DISABLE_COPY_MOVE(DemoBackends)

    /// Starts both servers and returns when they listen, or an error. Call it once.
    [[nodiscard]] proxy::Result<void> start();
    /// Returns the settings of a fresh installation with these servers as Morph and upstream, a
    /// free port, and a temporary folder for what it writes, which this object removes.
    [[nodiscard]] proxy::Result<proxy::ProxyConfig> config() const;

private:
    QThread m_thread;
    QUrl m_backend;
    QUrl m_morph;
    QTemporaryDir m_folder;
};

} // namespace app
