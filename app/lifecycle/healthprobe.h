// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/lifecycle/loopbackhttp.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <chrono>

namespace app {

/// What `llm-proxy health` exits with.
enum class HealthCode {
    Healthy = 0,
    Stopped = 1,
    PortConflict = 2,
    Unhealthy = 3,
    Unreachable = 4
};

struct HealthReport
{
    HealthCode code = HealthCode::Stopped;
    QString text = {}; ///< one line for people
    qint64 pid = 0; ///< of our instance; 0: none
    quint16 port = 0;
    QByteArray health = {}; ///< the JSON of /health, when there was one
    QStringList warnings = {}; ///< of a healthy instance, in words
};

/// Looks, in this order: is an instance of this runtime folder alive, is the port free, does
/// /health answer with our JSON. What an instance says of its address goes before what is
/// @p configured. Waits 2 s at most, and as long again for the status of a healthy one.
[[nodiscard]] HealthReport
probeHealth(const QString &runtimeDir, const ProxyEndpoint &configured,
            std::chrono::milliseconds deadline = std::chrono::seconds(2));

/// What GET /router/status of a running proxy says; empty where it does not answer.
[[nodiscard]] QJsonObject statusOf(const ProxyEndpoint &endpoint,
                                   std::chrono::milliseconds deadline = std::chrono::seconds(2));

/// The report as one JSON object.
[[nodiscard]] QByteArray toJson(const HealthReport &report);

} // namespace app
