// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/configpaths.h"
#include "proxy/config/proxyconfig.h"
#include "proxy/core/error.h"

#include <QMap>
#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

#include <vector>

namespace proxy {

/// Everything that a configuration is made of. Loading reads nothing of the process beside this and
/// the files that `paths` names.
struct ConfigInputs
{
    ConfigPaths paths;
    QProcessEnvironment environment;
    QMap<QString, QString> commandLine; ///< "LLM_PROXY_PORT" → "9000"; secrets are refused
    /// What the user switched while the proxy runs; stronger than every other source.
    QMap<QString, QString> switches = {};
    /// Secrets that the desktop read from the system's keychain.
    QMap<QString, QString> keychain = {};
};

/// One error or warning about a value in one source.
struct ConfigProblem
{
    enum class Severity { Error, Warning };

    Severity severity = Severity::Error;
    Text where; ///< ".env:3", "llm-proxy.json:12" (full paths), "environment", "command line"
    QString key; ///< the name as written there: "LLM_PROXY_PORT", "server.port"; may be empty
    Text problem; ///< what is wrong; quotes no secret
    Text allowed; ///< what would be right; may be empty

    /// The whole as one line: "/x/.env:3: LLM_PROXY_PORT: \"abc\" is not a number; allowed: …"
    [[nodiscard]] Text asText() const;
};
using ConfigProblems = std::vector<ConfigProblem>;

/// A configuration without errors.
struct LoadedConfig
{
    ProxyConfig config; ///< generation 1
    ConfigProblems warnings;
};

/// Returns the inputs of this process: its environment and the paths that locateConfigPaths()
/// finds.
[[nodiscard]] Result<ConfigInputs>
configInputsOfProcess(const QString &executablePath,
                      const QMap<QString, QString> &commandLine = {});

/// Reads all sources and checks each value and their combinations. The sources are built-in
/// defaults, llm-proxy.json, .env, keychain, environment, command line and switches; a later one
/// overrides an earlier one, and an empty value means "not set". Returns all errors and warnings
/// when there is an error: no default silently replaces a bad value. Reads files, so it blocks.
[[nodiscard]] tl::expected<LoadedConfig, ConfigProblems> loadConfig(const ConfigInputs &inputs);

/// Returns one Error(InvalidConfig) with a line for each problem in its detail. For exit code 78.
[[nodiscard]] Error toError(const ConfigProblems &problems);
/// Returns a line for each of @p problems that is as severe as that, safe for a terminal.
[[nodiscard]] QList<Text> problemTexts(const ConfigProblems &problems,
                                       ConfigProblem::Severity severity);

/// Returns the keys whose values differ between two configurations, and "models.json" when the
/// user's own table of models differs.
[[nodiscard]] QStringList changedSettings(const ProxyConfig &before, const ProxyConfig &after);

/// Returns the ones of @p keys that take effect only when the listener starts anew.
[[nodiscard]] QStringList settingsNeedingRestart(const QStringList &keys);

} // namespace proxy
