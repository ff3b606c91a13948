// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"
#include "proxy/status/servicestatus.h"

#include <QObject>

#include <chrono>
#include <optional>
#include <vector>

namespace ui {

/// The proxy that the window shows: the one in this process, or one in another process that the
/// window is attached to. All pages use this interface. Lives on the main thread; no call blocks.
class ProxySource : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ProxySource)

public:
    using QObject::QObject;

    /// Whether the proxy runs in another process, so that it goes on when the window quits.
    [[nodiscard]] virtual bool isAttached() const = 0;
    /// Whether this is the demo: a proxy between fake servers, on a port of its own.
    [[nodiscard]] virtual bool isDemo() const { return false; }
    /// The proxy's base URL, "http://localhost:8317"; known while it is stopped too.
    [[nodiscard]] virtual QString baseUrl() const = 0;
    [[nodiscard]] virtual qint64 processId() const = 0;
    /// The token for the proxy's control routes; empty: not known.
    [[nodiscard]] virtual QByteArray controlToken() const = 0;
    /// The latest status.
    [[nodiscard]] virtual const proxy::ServiceStatus &status() const = 0;

    // Requests to the proxy. statusChanged() shows their effect, wishFailed() a failure.
    virtual void refreshStatus() = 0;
    virtual void setRoutingEnabled(bool enabled) = 0;
    virtual void setMode(proxy::RouterMode mode) = 0;
    virtual void setProvider(proxy::RouterProvider provider) = 0;
    virtual void pauseRouting(std::optional<std::chrono::minutes> duration) = 0;
    virtual void resumeRouting() = 0;
    virtual void resetBreakers(proxy::Breakers which) = 0;
    virtual void probeNow(proxy::Breakers which) = 0;
    /// Lifts a budget of LLM_PROXY_BUDGETS for @p duration, nullopt: for the rest of the day.
    virtual void liftBudget(const QByteArray &budget,
                            std::optional<std::chrono::minutes> duration) = 0;
    virtual void restoreBudget(const QByteArray &budget) = 0;
    virtual void startProxy() = 0;
    virtual void stopProxy() = 0;
    /// Shows the demo, which it starts, or ends the demo and shows the real proxy again.
    /// historyChanged() follows.
    virtual void showDemo([[maybe_unused]] bool on) { }

Q_SIGNALS:
    void statusChanged(const proxy::ServiceStatus &status);
    /// Brings new and changed exchanges, at most ten times a second. An exchange replaces an
    /// earlier one of the same id.
    void exchangesArrived(const std::vector<proxy::Exchange> &exchanges);
    /// @p count exchanges were missed, because the window was too slow or not attached.
    void exchangesLost(quint64 count);
    /// The demo was entered or left. Exchanges that came before do not belong to the present proxy.
    void historyChanged();
    /// A request to the proxy failed for @p reason.
    void wishFailed(const proxy::Text &reason);
};

} // namespace ui
