// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/core/error.h"

#include <QTemporaryDir>
#include <QThread>
#include <QUrl>

namespace app {

/// The two servers of the demo inside this process, so that one can look around before anything is
/// set up. They listen on loopback only, run on a thread of their own and end with this object.
class DemoBackends final
{
public:
    DemoBackends() = default;
    ~DemoBackends();
    Q_DISABLE_COPY_MOVE(DemoBackends)

    /// Returns when both listen, or why they can't. To be called once.
    [[nodiscard]] proxy::Result<void> start();
    /// The same settings with the servers as Morph and as upstream, and with a log and a ledger of
    /// their own that end with this object.
    [[nodiscard]] proxy::ProxyConfig over(proxy::ProxyConfig config) const;

private:
    QThread m_thread;
    QUrl m_backend;
    QUrl m_morph;
    QTemporaryDir m_folder;
};

} // namespace app
