// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/core/error.h"
#include "proxy/exchange/exchangefeed.h"
#include "proxy/status/drain.h"
#include "proxy/status/servicestatus.h"

#include <QHash>
#include <QObject>
#include <QThread>

#include <chrono>
#include <memory>
#include <optional>

namespace proxy {

class Engine;

/// The proxy as the rest of the program sees it: the façade of proxy/. It owns the worker thread
/// and the engine that runs there. Create, call and destroy it on the main thread; its signals come
/// on that thread too. Only the destructor waits for the worker thread.
class ProxyService final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(ProxyService)

public:
    explicit ProxyService(QObject *parent = nullptr);
    /// Cuts every open exchange, ends the worker thread and waits for it.
    ~ProxyService() override;

    /// Binds the addresses of @p config and serves. Either started() or startFailed() follows. The
    /// control routes (manual: endpoints.md) accept @p controlToken; an empty token closes them.
    void start(const ProxyConfig &config, const QByteArray &controlToken);
    /// Closes the listening sockets at once and lets open exchanges end; stopped() follows. A
    /// second call cuts open exchanges.
    void stop(Drain how = Drain::Limited);
    /// Puts @p config into force from the next request on. Addresses and port stay as they are.
    void apply(const ProxyConfig &config);

    /// Tells the status what is wrong with the configuration.
    void setConfigNotes(const ConfigNotes &notes);

    /// Every request keeps its model until @p duration is over, or resumeRouting() is called when
    /// it is nullopt.
    void pauseRouting(std::optional<std::chrono::milliseconds> duration);
    void resumeRouting();
    /// Closes the circuit breakers and forgets their failures.
    void resetBreakers(Breakers which);
    /// Lets an open circuit breaker try its next call now.
    void probeNow(Breakers which);

    /// Lifts a budget of LLM_PROXY_BUDGETS for @p duration, nullopt: for the rest of the day.
    /// statusChanged() shows it.
    void liftBudget(const QByteArray &budget, std::optional<std::chrono::milliseconds> duration);
    /// Ends the lift of a budget.
    void restoreBudget(const QByteArray &budget);

    /// Asks the engine for its status; statusChanged() follows. Calls that come before the answer
    /// share it.
    void refreshStatus();
    /// The status that statusChanged() brought last.
    [[nodiscard]] const ServiceStatus &status() const { return m_status; }
    /// The exchanges that began, changed or ended; see exchangesArrived().
    [[nodiscard]] ExchangeFeed &feed() { return m_feed; }

Q_SIGNALS:
    void started(quint16 port);
    void startFailed(const proxy::Error &error);
    void stopped();
    void statusChanged(const proxy::ServiceStatus &status);
    /// feed() holds new exchanges. The signal comes once and again only after feed().pull().
    void exchangesArrived();
    /// A client of the control routes asks the program to stop.
    void stopRequested();
    /// A client of the control routes asks for other settings: key → text, empty text: not set.
    void settingsRequested(const QHash<QString, QString> &changes);

protected:
    /// Starts to fill the feed when somebody connects to exchangesArrived().
    void connectNotify(const QMetaMethod &signal) override;

private:
    template <class Work> void onWorker(Work work);
    void connectEngine(Engine *engine);
    void destroyEngine();

    QThread m_thread;
    QObject *m_context = nullptr; ///< lives on the worker thread; posted work runs there
    std::unique_ptr<Engine> m_engine; ///< used on the worker thread only
    ExchangeFeed m_feed;
    ServiceStatus m_status;
    bool m_statusAsked = false;
    bool m_isWatched = false;
};

} // namespace proxy

Q_DECLARE_METATYPE(proxy::Error)
