// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/host/desktophost.h"
#include "ui/host/proxysource.h"

#include <QTimer>

namespace ui {

/// The proxy in this process, or the demo beside it.
class LocalSource final : public ProxySource
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(LocalSource)

public:
    explicit LocalSource(DesktopHost &host, QObject *parent = nullptr);
    /// Shows @p demo, which must outlive this. Its settings can't be changed.
    LocalSource(DesktopHost &host, DesktopHost::Demo demo, QObject *parent = nullptr);

    [[nodiscard]] bool isAttached() const override { return false; }
    [[nodiscard]] bool isDemo() const override { return m_kind == Kind::Demo; }
    [[nodiscard]] QString baseUrl() const override;
    [[nodiscard]] qint64 processId() const override;
    [[nodiscard]] const proxy::ServiceStatus &status() const override { return m_status; }

    [[nodiscard]] QByteArray controlToken() const override;

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
    enum class Kind { Real, Demo };

    LocalSource(DesktopHost &host, proxy::ProxyService &service, Kind kind, QObject *parent);
    void save(const QString &key, const QString &value);
    void pull();
    void take(const proxy::ServiceStatus &status);
    void fail(const proxy::Error &error);

    DesktopHost &m_host;
    proxy::ProxyService &m_service;
    Kind m_kind;
    QByteArray m_demoToken;
    proxy::ServiceStatus m_status;
    QTimer m_pull; ///< collects new exchanges into ten batches a second
    QTimer m_refresh;
};

} // namespace ui
