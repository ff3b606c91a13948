// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/proxyservice.h"

#include <QTemporaryDir>
#include <QUrl>

#include <memory>

namespace app {

/// The real proxy in this process, between the two fake servers. It reads no configuration: its
/// settings are made here, and its files are in a temporary folder.
class DemoProxy final
{
public:
    struct Settings
    {
        QUrl backend;
        QByteArray backendKey;
        QUrl morph;
        quint16 port = 0; ///< 0 picks a free one
    };

    DemoProxy();
    ~DemoProxy();
    Q_DISABLE_COPY_MOVE(DemoProxy)

    /// Starts the proxy and returns when it serves. Returns false when it can't; errorText() says
    /// why.
    [[nodiscard]] bool start(const Settings &settings);
    void stop(); ///< returns when it stopped

    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] QString errorText() const { return m_error; }
    [[nodiscard]] QString folder() const { return m_folder.path(); } ///< logs are in it

private:
    void waitForModels();
    bool waitFor(const bool &done);

    QTemporaryDir m_folder;
    std::unique_ptr<proxy::ProxyService> m_service;
    quint16 m_port = 0;
    QString m_error;
    bool m_started = false;
    bool m_stopped = false;
};

} // namespace app
