// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/host/desktophost.h"
#include "ui/host/proxysource.h"

#include <QTimer>

namespace ui {

/// The proxy in this process.
class LocalSource final : public ProxySource
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(LocalSource)

public:
    explicit LocalSource(DesktopHost &host, QObject *parent = nullptr);

    [[nodiscard]] bool isAttached() const override { return false; }
    [[nodiscard]] bool isDemo() const override { return m_host.usesDemoBackends(); }
    [[nodiscard]] QString baseUrl() const override;
    [[nodiscard]] qint64 processId() const override;
    [[nodiscard]] const proxy::ServiceStatus &status() const override { return m_status; }

    [[nodiscard]] QByteArray controlToken() const override { return m_host.controlToken(); }

    void refreshStatus() override;
    void setRoutingEnabled(bool enabled) override;
    void setMode(proxy::RouterMode mode) override;
    void setProvider(proxy::RouterProvider provider) override;
    void pauseRouting(std::optional<std::chrono::minutes> duration) override;
    void resumeRouting() override;
    void resetBreakers(proxy::Breakers which) override;
    void probeNow(proxy::Breakers which) override;
    void liftBudget(const QByteArray &budget,
                    std::optional<std::chrono::minutes> duration) override;
    void restoreBudget(const QByteArray &budget) override;
    void startProxy() override;
    void stopProxy() override;

private:
    void save(const QString &key, const QString &value);
    void pull();
    void take(const proxy::ServiceStatus &status);
    void fail(const proxy::Error &error);

    DesktopHost &m_host;
    proxy::ServiceStatus m_status;
    QTimer m_pull; ///< collects new exchanges into ten batches a second
    QTimer m_refresh;
    bool m_showsDemo = false;
};

} // namespace ui
