// SPDX-License-Identifier: LicenseRef-Private
#include "app/commands/lifecyclecommands.h"

#include "app/lifecycle/healthprobe.h"
#include "app/lifecycle/launcher.h"
#include "app/lifecycle/runtimestate.h"
#include "app/lifecycle/stopper.h"
#include "app/options/exitcodes.h"
#include "proxy/config/setting.h"
#include "proxy/core/manualhint.h"
#include "proxy/core/terminalsafe.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

namespace app {

namespace {

using namespace std::chrono_literals;

/// health and stop must work under a configuration that is broken by now; a command line that is
/// wrong is told, and nothing is done.
std::optional<proxy::ProxyConfig> configOrDefaults(const proxy::ConfigInputs &inputs,
                                                   CommandOutput output)
{
    const auto loaded = proxy::loadConfig(inputs);
    if (loaded)
        return loaded->config;
    bool isCommandLineWrong = false;
    for (const proxy::ConfigProblem &problem : loaded.error()) {
        if (problem.where != inWords(proxy::ConfigSource::CommandLine))
            continue;
        isCommandLineWrong = true;
        output.err << proxy::terminalSafe(problem.asText().text()) << '\n';
    }
    if (isCommandLineWrong)
        return std::nullopt;
    proxy::ProxyConfig config;
    config.runtimeDir = inputs.paths.runtimeDir;
    return config;
}

QStringList childArguments(const Options &options)
{
    QStringList arguments {QStringLiteral("--no-gui")};
    for (auto setting = options.settings.begin(); setting != options.settings.end(); ++setting)
        arguments << QStringLiteral("--set") << setting.key() + u'=' + setting.value();
    return arguments;
}

/// Tells at once what a command waits for.
Waiting waitingOn(QTextStream &err)
{
    return [&err](const QString &text) {
        err << proxy::terminalSafe(text) << '\n';
        err.flush();
    };
}

LaunchPlan planOf(const Options &options, const proxy::ProxyConfig &config, QTextStream &err)
{
    return {.program = QCoreApplication::applicationFilePath(),
            .arguments = childArguments(options),
            .runtimeDir = config.runtimeDir,
            .logDir = config.record.logDir,
            .endpoint = configuredEndpoint(config),
            .drainDeadline = config.server.wholeDrain() + 10s,
            .waiting = waitingOn(err)};
}

void printWarnings(QTextStream &out, const HealthReport &report)
{
    for (const QString &warning : report.warnings)
        out << "warning: " << proxy::terminalSafe(warning) << '\n';
}

} // namespace

ProxyEndpoint configuredEndpoint(const proxy::ProxyConfig &config)
{
    return {.port = config.server.port,
            .hosts = config.server.hosts,
            .proxyKey = config.server.apiKeys.value(0)};
}

int runStart(const Options &options, const proxy::ConfigInputs &inputs, CommandOutput output)
{
    const auto loaded = proxy::loadConfig(inputs);
    if (!loaded) {
        for (const proxy::ConfigProblem &problem : loaded.error())
            output.err << proxy::terminalSafe(problem.asText().text()) << '\n';
        output.err << proxy::seeManual(QLatin1StringView("settings-broken")) << '\n';
        return kExitConfig;
    }
    const proxy::ProxyConfig &config = loaded->config;
    const LaunchResult result = launch(planOf(options, config, output.err));
    (result.exitCode == 0 ? output.out : output.err)
        << proxy::terminalSafeLines(result.text) << '\n';
    if (result.exitCode == 0 && !config.canRoute())
        output.err << "warning: routing is off ("
                   << (config.router.enabled
                           ? "MORPH_API_KEY is not set; MORPH_ROUTER_CLASSIFIER=local would "
                             "route on this machine, nothing leaves it"
                           : "MORPH_ROUTER_ENABLED=false")
                   << "); requests pass through unchanged\n";
    if (result.exitCode == 0)
        printWarnings(output.err, probeHealth(config.runtimeDir, configuredEndpoint(config)));
    return result.exitCode;
}

std::optional<int> foundInPlace(const Options &options, const proxy::ConfigInputs &inputs,
                                CommandOutput output)
{
    const auto loaded = proxy::loadConfig(inputs);
    // What is wrong with it, the proxy itself says.
    if (!loaded)
        return std::nullopt;
    const auto result = whoIsInPlace(planOf(options, loaded->config, output.err));
    if (!result)
        return std::nullopt;
    (result->exitCode == 0 ? output.out : output.err)
        << proxy::terminalSafeLines(result->text) << '\n';
    return result->exitCode;
}

int runHealth(const Options &options, const proxy::ConfigInputs &inputs, CommandOutput output)
{
    const auto found = configOrDefaults(inputs, output);
    if (!found)
        return kExitConfig;
    const proxy::ProxyConfig &config = *found;
    const HealthReport report = probeHealth(config.runtimeDir, configuredEndpoint(config));
    if (options.json)
        output.out << proxy::terminalSafeLines(QString::fromUtf8(toJson(report))) << '\n';
    else
        output.out << proxy::terminalSafe(report.text) << '\n';
    if (!options.json)
        printWarnings(output.out, report);
    return static_cast<int>(report.code);
}

int runStop(const Options &, const proxy::ConfigInputs &inputs, CommandOutput output)
{
    const auto found = configOrDefaults(inputs, output);
    if (!found)
        return kExitConfig;
    const proxy::ProxyConfig &config = *found;
    const StopResult result = stopInstance(config.runtimeDir, configuredEndpoint(config),
                                           config.server.wholeDrain() + 5s, waitingOn(output.err));
    (result.exitCode == 0 ? output.out : output.err)
        << proxy::terminalSafeLines(result.text) << '\n';
    return result.exitCode;
}

int runStatus(const Options &, const proxy::ConfigInputs &inputs, CommandOutput output)
{
    const auto found = configOrDefaults(inputs, output);
    if (!found)
        return kExitConfig;
    const proxy::ProxyConfig &config = *found;
    const auto instance = RuntimeState::runningInstance(config.runtimeDir);
    if (!instance) {
        output.err << "stopped\n";
        return static_cast<int>(HealthCode::Stopped);
    }
    if (instance->draining) {
        output.err << drainText(*instance) << '\n';
        return static_cast<int>(HealthCode::Unreachable);
    }
    const QJsonObject status = statusOf(endpointOf(*instance, configuredEndpoint(config)));
    if (status.isEmpty()) {
        output.err << "the proxy (pid " << instance->process.pid << ", port " << instance->port
                   << ") gives no answer (" << proxy::seeManual(QLatin1StringView("proxy"))
                   << ")\n";
        return static_cast<int>(HealthCode::Unreachable);
    }
    output.out << proxy::terminalSafeLines(QString::fromUtf8(QJsonDocument(status).toJson()));
    return 0;
}

} // namespace app
