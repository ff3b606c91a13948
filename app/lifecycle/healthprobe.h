// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/lifecycle/loopbackhttp.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <chrono>

namespace app {

/// The exit codes of `llm-proxy health`.
enum class HealthCode {
    Healthy = 0,
    Stopped = 1,
    PortConflict = 2,
    Unhealthy = 3,
    Unreachable = 4
};

/// The result of probeHealth().
struct HealthReport
{
    HealthCode code = HealthCode::Stopped;
    QString text = {}; ///< one line for people
    qint64 pid = 0; ///< process id of the instance; 0: none
    quint16 port = 0;
    QByteArray health = {}; ///< the answer of /health; empty: none
    QStringList warnings = {}; ///< warnings of a healthy instance, as texts
    bool draining = false; ///< it is being stopped; the code is Unreachable then
};

/// Checks in this order whether an instance of this runtime folder is alive, whether the port is
/// free, and whether /health answers with llm-proxy's JSON. The address that an instance published
/// counts before @p configured. Blocks for at most @p deadline, and as long again for the status of
/// a healthy instance.
[[nodiscard]] HealthReport
probeHealth(const QString &runtimeDir, const ProxyEndpoint &configured,
            std::chrono::milliseconds deadline = std::chrono::seconds(2));

/// Returns GET /router/status of a running proxy; empty when it does not answer. Blocks.
[[nodiscard]] QJsonObject statusOf(const ProxyEndpoint &endpoint,
                                   std::chrono::milliseconds deadline = std::chrono::seconds(2));

/// Returns the report as one JSON object.
[[nodiscard]] QByteArray toJson(const HealthReport &report);

} // namespace app
