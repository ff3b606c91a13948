// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/configloader.h"

#include "proxy/config/configassembly.h"
#include "proxy/config/configchecks.h"
#include "proxy/config/configsources.h"
#include "proxy/config/namedclients.h"
#include "proxy/config/setting.h"
#include "proxy/config/storechecks.h"
#include "proxy/core/terminalsafe.h"

#include <QDir>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace proxy {
namespace {

QString resolvedPath(const QString &path, const ConfigInputs &inputs)
{
    if (path.isEmpty())
        return path;
    const QString home = inputs.environment.value(u"HOME"_s, QDir::homePath());
    if (path == "~"_L1 || path.startsWith("~/"_L1))
        return QDir::cleanPath(home + path.mid(1));
    return QDir::cleanPath(QDir(inputs.paths.stateDir).absoluteFilePath(path));
}

void resolvePaths(ProxyConfig &config, const ConfigInputs &inputs)
{
    config.runtimeDir = inputs.paths.runtimeDir;
    config.record.logDir = resolvedPath(config.record.logDir, inputs);
    if (!isInlineClients(config.server.clients))
        config.server.clients = resolvedPath(config.server.clients, inputs);
    config.store.caFile = resolvedPath(config.store.caFile, inputs);
    config.store.fingerprintKeyFile = resolvedPath(config.store.fingerprintKeyFile, inputs);
    config.upstream.quotioConfigPath = resolvedPath(config.upstream.quotioConfigPath, inputs);
    // A bare program name is left to PATH, as a shell does.
    if (config.cliProxyApiBin.contains(u'/') || config.cliProxyApiBin.startsWith(u'~'))
        config.cliProxyApiBin = resolvedPath(config.cliProxyApiBin, inputs);
}

} // namespace

Text ConfigProblem::asText() const
{
    const Text what = key.isEmpty() ? problem : Text::english("%1: %2", {key, problem});
    const Text there = where.isEmpty() ? what : Text::english("%1: %2", {where, what});
    return allowed.isEmpty() ? there : Text::english("%1; allowed: %2", {there, allowed});
}

Result<ConfigInputs> configInputsOfProcess(const QString &executablePath,
                                           const QMap<QString, QString> &commandLine)
{
    const auto environment = QProcessEnvironment::systemEnvironment();
    return locateConfigPaths(environment, executablePath).map([&](const ConfigPaths &paths) {
        return ConfigInputs {
            .paths = paths, .environment = environment, .commandLine = commandLine};
    });
}

tl::expected<LoadedConfig, ConfigProblems> loadConfig(const ConfigInputs &inputs)
{
    ConfigAssembly assembly;
    takeDefaults(assembly);
    if (!inputs.paths.logDir.isEmpty())
        assembly.config.record.logDir = inputs.paths.logDir;
    takeConfigFile(assembly, inputs.paths);
    takeDotEnvFile(assembly, inputs.paths);
    takeModels(assembly, inputs.paths);
    takeKeychain(assembly, inputs.keychain);
    takeEnvironment(assembly, inputs.environment);
    takeCommandLine(assembly, inputs.commandLine);
    takeSwitches(assembly, inputs.switches);
    resolvePaths(assembly.config, inputs);
    takeStoreFiles(assembly);
    checkConfig(assembly, inputs.paths);
    if (assembly.hasErrors())
        return tl::unexpected(std::move(assembly.problems));
    assembly.config.generation = 1;
    return LoadedConfig {std::move(assembly.config), std::move(assembly.problems)};
}

Error toError(const ConfigProblems &problems)
{
    return {.code = ErrorCode::InvalidConfig,
            .detail = Text::lines(problemTexts(problems, ConfigProblem::Severity::Error))};
}

QList<Text> problemTexts(const ConfigProblems &problems, ConfigProblem::Severity severity)
{
    QList<Text> lines;
    for (const ConfigProblem &problem : problems) {
        if (problem.severity == severity)
            lines << terminalSafe(problem.asText());
    }
    return lines;
}

QStringList changedSettings(const ProxyConfig &before, const ProxyConfig &after)
{
    QStringList changed;
    for (const Setting &setting : settings()) {
        if (setting.value(before) != setting.value(after))
            changed << setting.key;
    }
    if (before.modelsText != after.modelsText)
        changed << QStringLiteral("models.json");
    return changed;
}

QStringList settingsNeedingRestart(const QStringList &keys)
{
    QStringList needing;
    std::copy_if(keys.begin(), keys.end(), std::back_inserter(needing), [](const QString &key) {
        const Setting *setting = findSetting(key);
        return setting && setting->needsRestart;
    });
    return needing;
}

} // namespace proxy
