// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/exchange/exchange.h"
#include "proxy/status/servicestatus.h"

#include <QObject>

#include <chrono>
#include <optional>
#include <vector>

namespace ui {

/// The proxy that the window shows: the one this process hosts, or another one it is attached to.
/// Pages see only this. Lives on the main thread; no call blocks.
class ProxySource : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ProxySource)

public:
    using QObject::QObject;

    /// Attached to a proxy of another process: it goes on when the window quits.
    [[nodiscard]] virtual bool isAttached() const = 0;
    /// The demo's fake servers answer in place of Morph and the backend.
    [[nodiscard]] virtual bool isDemo() const { return false; }
    /// "http://localhost:8317", also while stopped.
    [[nodiscard]] virtual QString baseUrl() const = 0;
    [[nodiscard]] virtual qint64 processId() const = 0;
    /// Opens the proxy's control routes; empty: they stay shut.
    [[nodiscard]] virtual QByteArray controlToken() const = 0;
    /// The last one known.
    [[nodiscard]] virtual const proxy::ServiceStatus &status() const = 0;

    // Wishes; their effect shows in statusChanged().
    virtual void refreshStatus() = 0;
    virtual void setRoutingEnabled(bool enabled) = 0;
    virtual void setMode(proxy::RouterMode mode) = 0;
    virtual void setProvider(proxy::RouterProvider provider) = 0;
    virtual void pauseRouting(std::optional<std::chrono::minutes> duration) = 0;
    virtual void resumeRouting() = 0;
    virtual void resetBreakers(proxy::Breakers which) = 0;
    virtual void probeNow(proxy::Breakers which) = 0;
    virtual void startProxy() = 0;
    virtual void stopProxy() = 0;

Q_SIGNALS:
    void statusChanged(const proxy::ServiceStatus &status);
    /// At most ten times a second. The same id may come again: the later one replaces the former.
    void exchangesArrived(const std::vector<proxy::Exchange> &exchanges);
    /// What this window was too slow for, or missed while it was not attached.
    void exchangesLost(quint64 count);
    /// Another history begins: the demo was entered or left. What came before belongs to the other.
    void historyChanged();
    /// A wish could not be fulfilled, in words.
    void wishFailed(const proxy::Said &reason);
};

} // namespace ui
