// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/core/error.h"
#include "proxy/exchange/budgetuse.h"
#include "proxy/status/modelwarnings.h"
#include "proxy/status/planwindow.h"
#include "proxy/status/quota.h"
#include "proxy/status/statistics.h"
#include "proxy/status/storestatus.h"

#include <QDateTime>
#include <QMetaType>
#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>
#include <vector>

namespace proxy {

/// The state of the listener.
enum class ServiceState { Stopped, Starting, Running, Draining, Failed };

/// Whether requests are routed, and the reason if they are not.
enum class RoutingState { On, SwitchedOff, NoKey, Paused };

/// Which circuit breakers a control applies to: Morph's (Router), the upstream's, or both.
enum class Breakers { Both, Router, Upstream };

/// The state of one circuit breaker, for status and window.
struct BreakerStatus
{
    QByteArray state = "closed"; ///< "closed", "open", "half-open"
    int consecutiveFailures = 0;
    int threshold = 5; ///< failures that open it
    std::optional<qint64> sinceMs; ///< Unix time of the last change of state
    std::optional<qint64> nextProbeMs; ///< Unix time of the next probe; set while open
    Text lastError; ///< the last failure; empty: none
    quint64 timesOpened = 0;
};

/// What is wrong with the files of the configuration, as sentences for people.
struct ConfigNotes
{
    QList<Text> problems = {}; ///< errors of the edited files; the former settings stay in force
    QList<Text> warnings = {}; ///< of the settings in force
};

/// A client of LLM_PROXY_CLIENTS and what it has used since the start.
struct ClientStatus
{
    enum class State { Active, Expired, Revoked };

    QByteArray name;
    State state = State::Active;
    std::optional<qint64> expiresAtMs; ///< Unix time; nullopt: never
    quint64 requests = 0;
    qint64 tokens = 0; ///< of every kind
    PicoDollars cost = 0; ///< at list prices
};
/// "active", "expired", "revoked".
[[nodiscard]] const char *name(ClientStatus::State state);

/// A snapshot of the engine. The worker thread makes it and sends it by value to the main thread.
struct ServiceStatus
{
    ServiceState state = ServiceState::Stopped;
    std::optional<Error> failure; ///< set in ServiceState::Failed
    quint16 port = 0;
    qint64 startedAtMs = 0;
    RoutingState routing = RoutingState::NoKey;
    std::optional<qint64> pausedUntilMs; ///< Unix time; set while paused for a limited time
    RouterMode mode = RouterMode::Balanced;
    RouterProvider provider = RouterProvider::Anthropic;
    RouterClassifier classifier = RouterClassifier::Morph;
    QStringList overrides; ///< keys of the settings that a switch overrides (ConfigSource::Switch)

    BreakerStatus router;
    int routerInFlight = 0; ///< calls to Morph under way
    QList<Text> routerWarnings; ///< warnings about Morph's key
    QString upstreamUrl; ///< without credentials
    BreakerStatus upstream;
    std::optional<bool> upstreamReachable; ///< nullopt: not known yet
    QString upstreamVersion;
    std::optional<int> modelCount; ///< models in the backend's list; nullopt: not known
    QList<QByteArray> listedModels; ///< the backend's list, sorted
    ModelWarnings modelWarnings; ///< the most urgent first
    /// How many answers came from another model than was asked, since the start.
    quint64 modelsSubstituted = 0;
    QString keySource; ///< where the upstream key comes from; empty: none
    QList<Text> keyWarnings; ///< warnings about the upstream's keys
    ConfigNotes configNotes;
    quint64 connectionsAccepted = 0; ///< client connections, since the start
    quint64 connectionsRefused = 0; ///< client connections over the limit, since the start
    quint64 requestsRefused = 0; ///< requests answered with an error before they were read
    quint64 upstreamConnections = 0; ///< connections opened to the upstream, since the start
    quint64 upstreamReused = 0; ///< requests that reused an open connection
    quint64 upstreamRetries = 0;
    PlanWindows planWindows; ///< the limits of subscriptions; empty: no answer told of them
    QuotasInForce quotas; ///< the windows that restrain routing now

    StoreStatus store; ///< of several instances

    int openConnections = 0;
    int openExchanges = 0;
    qint64 bufferedBytes = 0;
    quint64 rowsWritten = 0; ///< to the request log
    quint64 rowsDropped = 0; ///< rows that could not be written
    QList<Text> logWarnings; ///< why rows can't be written now
    std::chrono::microseconds loopLagP99 {0}; ///< delay of the worker's event loop
    std::chrono::microseconds loopLagMax {0};
    QByteArray priceTable; ///< date of the table of models
    qint64 bookedToday = 0; ///< routable exchanges of the day, those before this start too
    PicoDollars spentToday = 0; ///< cost at list prices, with the classifier's fees
    PicoDollars savedToday = 0; ///< by routing, after the classifier's fees; negative: it cost more
    PicoDollars dailyBudget = 0; ///< 0: none
    std::vector<ClientStatus> clients; ///< LLM_PROXY_CLIENTS, in its order
    BudgetUses budgets; ///< LLM_PROXY_BUDGETS, the fullest uses of each
    Statistics today; ///< since local midnight
    Statistics sinceStart;

    /// Whether Morph is asked and takes the key, or is not needed.
    [[nodiscard]] bool routerWorks() const
    {
        return classifier == RouterClassifier::Local
               || (router.state == "closed" && routerWarnings.isEmpty());
    }
};

/// The name of a state in JSON.
[[nodiscard]] const char *name(ServiceState state);
[[nodiscard]] const char *name(RoutingState state);

} // namespace proxy

Q_DECLARE_METATYPE(proxy::ServiceStatus)
