// SPDX-License-Identifier: LicenseRef-Private
#include "app/lifecycle/healthprobe.h"

#include "app/lifecycle/portholder.h"
#include "app/lifecycle/runtimestate.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <array>

namespace app {

namespace {

HealthReport reportWithoutInstance(const ProxyEndpoint &endpoint)
{
    const quint16 port = endpoint.port;
    HealthReport report {.port = port};
    if (isPortFree(port, endpoint.hosts)) {
        report.text = QStringLiteral("stopped");
        return report;
    }
    report.code = HealthCode::PortConflict;
    report.text = QStringLiteral("port conflict: %1 is held by %2; %3")
                      .arg(port)
                      .arg(portHolder(port).text(), portConflictRemedy(port));
    return report;
}

constexpr int kUnauthorized = 401;

bool isOurHealth(const QJsonObject &json)
{
    return json[QStringLiteral("service")].toString() == QStringLiteral("llm-proxy");
}

QString describe(const QJsonObject &health, const HealthReport &report)
{
    const bool reachable = health[QStringLiteral("upstream")][QStringLiteral("reachable")].toBool();
    return QStringLiteral("healthy: pid %1, port %2, version %3, upstream %4")
        .arg(report.pid)
        .arg(report.port)
        .arg(health[QStringLiteral("version")].toString(),
             reachable ? QStringLiteral("reachable") : QStringLiteral("not reachable"));
}

/// What is wrong with the edited configuration, the keys and the log, as the status tells; nothing
/// where it does not answer.
QStringList warningsOf(const ProxyEndpoint &endpoint, std::chrono::milliseconds deadline)
{
    const QJsonObject status = statusOf(endpoint, deadline);
    QStringList warnings;
    for (const QJsonValue problem : status[QStringLiteral("config_problems")].toArray())
        warnings << QStringLiteral("the edited configuration is wrong, the settings before it are "
                                   "in force: %1")
                        .arg(problem.toString());
    for (const QJsonValue warning : status[QStringLiteral("config_warnings")].toArray())
        warnings << warning.toString();
    constexpr std::array kLists {std::pair {"upstream", "key_warnings"},
                                 std::pair {"router", "key_warnings"},
                                 std::pair {"engine", "log_warnings"}};
    for (const auto &[section, list] : kLists) {
        for (const QJsonValue warning :
             status[QLatin1String(section)][QLatin1String(list)].toArray())
            warnings << warning.toString();
    }
    const QJsonValue store = status[QStringLiteral("store")];
    if (store.isObject() && store[QStringLiteral("state")].toString() != u"ready")
        warnings << QStringLiteral("the store %1 %2")
                        .arg(store[QStringLiteral("address")].toString(),
                             store[QStringLiteral("meaning")].toString());
    return warnings;
}

} // namespace

QJsonObject statusOf(const ProxyEndpoint &endpoint, std::chrono::milliseconds deadline)
{
    const auto answer =
        askLoopback({.target = "/router/status", .endpoint = endpoint, .deadline = deadline});
    return answer && answer->status == 200 ? QJsonDocument::fromJson(answer->body).object()
                                           : QJsonObject();
}

HealthReport probeHealth(const QString &runtimeDir, const ProxyEndpoint &configured,
                         std::chrono::milliseconds deadline)
{
    const std::optional<InstanceState> instance = RuntimeState::runningInstance(runtimeDir);
    if (!instance)
        return reportWithoutInstance(configured);
    const ProxyEndpoint endpoint = endpointOf(*instance, configured);
    HealthReport report {.pid = instance->process.pid, .port = endpoint.port};
    if (instance->draining) {
        report.code = HealthCode::Unreachable;
        report.draining = true;
        report.text = drainText(*instance);
        return report;
    }
    const std::optional<LoopbackAnswer> answer =
        askLoopback({.target = "/health", .endpoint = endpoint, .deadline = deadline});
    if (!answer) {
        report.code = HealthCode::Unreachable;
        report.text = QStringLiteral("unreachable: pid %1 lives, but port %2 gives no answer")
                          .arg(report.pid)
                          .arg(report.port);
        return report;
    }
    const QJsonObject health = QJsonDocument::fromJson(answer->body).object();
    report.health = answer->body;
    if (answer->status != 200 || !isOurHealth(health)) {
        report.code = HealthCode::Unhealthy;
        report.text = QStringLiteral("unhealthy: pid %1 answers /health with %2%3")
                          .arg(report.pid)
                          .arg(answer->status)
                          .arg(answer->status == kUnauthorized
                                   ? QStringLiteral("; it wants a key of LLM_PROXY_API_KEYS")
                                   : QString());
        return report;
    }
    report.code = HealthCode::Healthy;
    report.text = describe(health, report);
    report.warnings = warningsOf(endpoint, deadline);
    return report;
}

QByteArray toJson(const HealthReport &report)
{
    static constexpr std::array kNames {"healthy", "stopped", "port-conflict", "unhealthy",
                                        "unreachable"};
    QJsonObject json {
        {QStringLiteral("state"),
         report.draining ? QLatin1StringView("draining")
                         : QLatin1StringView(kNames.at(static_cast<size_t>(report.code)))},
        {QStringLiteral("code"), static_cast<int>(report.code)},
        {QStringLiteral("message"), report.text},
        {QStringLiteral("port"), report.port},
    };
    if (report.pid > 0)
        json[QStringLiteral("pid")] = report.pid;
    if (report.code == HealthCode::Healthy)
        json[QStringLiteral("warnings")] = QJsonArray::fromStringList(report.warnings);
    const QJsonDocument health = QJsonDocument::fromJson(report.health);
    if (health.isObject())
        json[QStringLiteral("health")] = health.object();
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

} // namespace app
