// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "ui/host/desktophost.h"
#include "ui/host/proxysource.h"

#include <QTimer>

#include <memory>

namespace ui {

/// Forwards to one of three sources: the engine of this process, an llm-proxy in another process
/// that owns the runtime folder or the port when the proxy is started, or the demo. Pages use this
/// object and need not know which one it is.
class ChosenSource final : public ProxySource
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ChosenSource)

public:
    explicit ChosenSource(DesktopHost &host, QObject *parent = nullptr);
    ~ChosenSource() override;

    [[nodiscard]] bool isAttached() const override { return m_current->isAttached(); }
    [[nodiscard]] bool isDemo() const override { return m_current->isDemo(); }
    [[nodiscard]] QString baseUrl() const override { return m_current->baseUrl(); }
    [[nodiscard]] qint64 processId() const override { return m_current->processId(); }
    [[nodiscard]] const proxy::ServiceStatus &status() const override
    {
        return m_current->status();
    }
    [[nodiscard]] QByteArray controlToken() const override { return m_current->controlToken(); }

    void refreshStatus() override { m_current->refreshStatus(); }
    void setRoutingEnabled(bool enabled) override { m_current->setRoutingEnabled(enabled); }
    void setMode(proxy::RouterMode mode) override { m_current->setMode(mode); }
    void setProvider(proxy::RouterProvider provider) override { m_current->setProvider(provider); }
    void pauseRouting(std::optional<std::chrono::minutes> duration) override
    {
        m_current->pauseRouting(duration);
    }
    void resumeRouting() override { m_current->resumeRouting(); }
    void resetBreakers(proxy::Breakers which) override { m_current->resetBreakers(which); }
    void probeNow(proxy::Breakers which) override { m_current->probeNow(which); }
    void liftBudget(const QByteArray &budget, std::optional<std::chrono::minutes> duration) override
    {
        m_current->liftBudget(budget, duration);
    }
    void restoreBudget(const QByteArray &budget) override { m_current->restoreBudget(budget); }
    /// Attaches to an llm-proxy that runs already, or starts the engine of this process.
    void startProxy() override;
    /// Stops it; what is shown as the demo ends.
    void stopProxy() override;
    void showDemo(bool on) override;

private:
    void choose(std::unique_ptr<ProxySource> source);
    void follow(ProxySource &source);
    bool lookAgain();
    void followAttached(const DesktopHost::OtherInstance &instance);
    void attachAfterConflict(const proxy::ServiceStatus &status);
    void attachToASuccessor();

    DesktopHost &m_host;
    std::unique_ptr<ProxySource> m_current;
    std::unique_ptr<ProxySource> m_real; ///< waits here while the demo is shown
    QTimer m_watch; ///< runs while an attached proxy has ended and nothing took its place
};

} // namespace ui
