// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/core/error.h"
#include "proxy/status/modelwarnings.h"
#include "proxy/status/statistics.h"

#include <QDateTime>
#include <QMetaType>
#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>

namespace proxy {

enum class ServiceState { Stopped, Starting, Running, Draining, Failed };

/// Whether requests are routed, and if not, why.
enum class RoutingState { On, SwitchedOff, NoKey, Paused };

/// Whom a control is meant for: Morph's breaker, the upstream's, or both.
enum class Breakers { Both, Router, Upstream };

/// One breaker as a status page and the window show it.
struct BreakerStatus
{
    QByteArray state = "closed"; ///< "closed", "open", "half-open"
    int consecutiveFailures = 0;
    int threshold = 5;
    std::optional<qint64> sinceMs; ///< Unix time of the last change
    std::optional<qint64> nextProbeMs; ///< while open
    Said lastError; ///< empty: none
    quint64 timesOpened = 0;
};

/// All that one look at the engine shows; a copy of a moment, sent by value to the main thread.
struct ServiceStatus
{
    ServiceState state = ServiceState::Stopped;
    std::optional<Error> failure; ///< with Failed
    quint16 port = 0;
    qint64 startedAtMs = 0;
    RoutingState routing = RoutingState::NoKey;
    std::optional<qint64> pausedUntilMs; ///< with Paused and a limit
    RouterMode mode = RouterMode::Balanced;
    RouterProvider provider = RouterProvider::Anthropic;
    QStringList overrides; ///< settings that the user switched while it runs, over their files

    BreakerStatus router;
    int routerInFlight = 0;
    QString upstreamUrl; ///< without credentials
    BreakerStatus upstream;
    std::optional<bool> upstreamReachable; ///< nullopt: not known yet
    QString upstreamVersion;
    std::optional<int> modelCount; ///< of the backend's list; nullopt: not known
    QList<QByteArray> listedModels; ///< that list, sorted
    ModelWarnings modelWarnings; ///< what needs doing about models, the most urgent first
    quint64 modelsSubstituted = 0; ///< answers of another model than was sent, since the start
    QString keySource; ///< where the upstream key comes from; empty: none
    QList<Said> keyWarnings; ///< what is wrong with the upstream's keys
    quint64 connectionsAccepted = 0; ///< by clients, since the start
    quint64 connectionsRefused = 0; ///< … over the limit
    quint64 requestsRefused = 0; ///< answered before they were read
    quint64 upstreamConnections = 0; ///< opened to the upstream, since the start
    quint64 upstreamReused = 0; ///< requests that found one open
    quint64 upstreamRetries = 0;

    int openConnections = 0;
    int openExchanges = 0;
    qint64 bufferedBytes = 0;
    quint64 rowsWritten = 0;
    quint64 rowsDropped = 0;
    std::chrono::microseconds loopLagP99 {0};
    std::chrono::microseconds loopLagMax {0};
    QByteArray priceTable; ///< date of the list prices
    PicoDollars spentToday = 0; ///< at list prices, classifier included
    PicoDollars savedToday = 0; ///< by routing, classifier paid; negative: it cost more
    PicoDollars dailyBudget = 0; ///< 0: none
    Statistics today;
    Statistics sinceStart;
};

[[nodiscard]] const char *name(ServiceState state);
[[nodiscard]] const char *name(RoutingState state);

} // namespace proxy

Q_DECLARE_METATYPE(proxy::ServiceStatus)
