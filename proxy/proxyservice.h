// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/core/error.h"
#include "proxy/exchange/exchangefeed.h"
#include "proxy/status/servicestatus.h"

#include <QHash>
#include <QObject>
#include <QThread>

#include <chrono>
#include <memory>
#include <optional>

namespace proxy {

class Engine;

/// The proxy as the rest of the program sees it. Owns the worker thread and the engine on it;
/// lives on the main thread itself. Nothing here waits for the worker but the destructor.
class ProxyService final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ProxyService)

public:
    explicit ProxyService(QObject *parent = nullptr);
    /// Cuts what is under way and ends the thread.
    ~ProxyService() override;

    /// Starts serving; started() or startFailed() follows. @p controlToken opens the control
    /// routes; empty keeps them shut.
    void start(const ProxyConfig &config, const QByteArray &controlToken);
    /// Gives the port back, drains open streams, then stopped(). A second call cuts them.
    void stop();
    /// Other settings from the next request on.
    void apply(const ProxyConfig &config);

    void pauseRouting(std::optional<std::chrono::milliseconds> duration);
    void resumeRouting();
    void resetBreakers(Breakers which);
    void probeNow(Breakers which);

    /// Asks for a status; statusChanged() follows. Asked again before it came: one answer.
    void refreshStatus();
    /// The last one that came.
    [[nodiscard]] const ServiceStatus &status() const { return m_status; }
    [[nodiscard]] ExchangeFeed &feed() { return m_feed; }

Q_SIGNALS:
    void started(quint16 port);
    void startFailed(const proxy::Error &error);
    void stopped();
    void statusChanged(const proxy::ServiceStatus &status);
    /// New exchanges wait in feed(); comes once until they are pulled.
    void exchangesArrived();
    /// A control route was used.
    void stopRequested();
    void settingsRequested(const QHash<QString, QString> &changes);

protected:
    /// The feed fills from the first connection to exchangesArrived() on.
    void connectNotify(const QMetaMethod &signal) override;

private:
    template <class Work> void onWorker(Work work);
    void connectEngine(Engine *engine);
    void destroyEngine();

    QThread m_thread;
    QObject *m_context = nullptr; ///< on the worker; posts run in its thread
    std::unique_ptr<Engine> m_engine; ///< touched on the worker only
    ExchangeFeed m_feed;
    ServiceStatus m_status;
    bool m_statusAsked = false;
    bool m_isWatched = false;
};

} // namespace proxy

Q_DECLARE_METATYPE(proxy::Error)
