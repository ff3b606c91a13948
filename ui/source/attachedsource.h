// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/host/desktophost.h"
#include "ui/host/proxysource.h"
#include "ui/source/eventstream.h"

#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QTimer>

namespace ui {

/// A proxy in another process of this machine, over its routes for status, events and control. It
/// goes on when the window quits. When it ends, ended() follows.
class AttachedSource final : public ProxySource
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(AttachedSource)

public:
    explicit AttachedSource(DesktopHost::OtherInstance instance, QObject *parent = nullptr);

    [[nodiscard]] bool isAttached() const override { return true; }
    [[nodiscard]] QString baseUrl() const override;
    [[nodiscard]] qint64 processId() const override { return m_instance.pid; }
    [[nodiscard]] const proxy::ServiceStatus &status() const override { return m_status; }
    [[nodiscard]] QByteArray controlToken() const override { return m_instance.controlToken; }

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
    void startProxy() override { refreshStatus(); }
    void stopProxy() override;

Q_SIGNALS:
    /// The proxy does not answer any more.
    void ended();

private:
    [[nodiscard]] QNetworkRequest request(const QString &path) const;
    void post(const QString &path, const QJsonObject &body);
    void takeStatus();

    DesktopHost::OtherInstance m_instance;
    proxy::ServiceStatus m_status;
    QNetworkAccessManager m_network;
    QPointer<QNetworkReply> m_asked;
    EventStream m_events;
    QTimer m_refresh;
    int m_failures = 0;
};

} // namespace ui
