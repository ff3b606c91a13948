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

/// Everything a configuration is made of, so that loading depends on nothing else.
struct ConfigInputs
{
    ConfigPaths paths;
    QProcessEnvironment environment;
    QMap<QString, QString> commandLine; ///< "LLM_PROXY_PORT" → "9000"; secrets are refused
    /// What the user switched while the proxy runs; stronger than every other source.
    QMap<QString, QString> switches = {};
    QMap<QString, QString> keychain = {}; ///< secrets the desktop found in the system's keychain
};

/// One thing that is wrong, or odd, in one source.
struct ConfigProblem
{
    enum class Severity { Error, Warning };

    Severity severity = Severity::Error;
    Said where; ///< ".env:3", "llm-proxy.json:12" (full paths), "environment", "command line"
    QString key; ///< as written there: "LLM_PROXY_PORT", "server.port"; may be empty
    Said problem; ///< what is wrong, without secrets
    Said allowed; ///< what would be right; may be empty

    /// "/x/.env:3: LLM_PROXY_PORT: \"abc\" is not a number; allowed: …"
    [[nodiscard]] Said said() const;
};
using ConfigProblems = std::vector<ConfigProblem>;

struct LoadedConfig
{
    ProxyConfig config; ///< generation 1
    ConfigProblems warnings;
};

/// What of the process makes the inputs: its environment, its executable's place.
[[nodiscard]] Result<ConfigInputs>
configInputsOfProcess(const QString &executablePath,
                      const QMap<QString, QString> &commandLine = {});

/// Reads all sources (built-in defaults, llm-proxy.json, .env, keychain, environment, command
/// line; later
/// wins; an empty value means not set) and checks each value and their combinations. On failure
/// every error, and the warnings as well, are in the list; nothing is ever silently defaulted.
[[nodiscard]] tl::expected<LoadedConfig, ConfigProblems> loadConfig(const ConfigInputs &inputs);

/// All problems in one Error(InvalidConfig), one a line in `detail`; for exit code 78.
[[nodiscard]] Error toError(const ConfigProblems &problems);

/// The keys whose values differ between two configurations; "models.json" where the user's own rows
/// of models do.
[[nodiscard]] QStringList changedSettings(const ProxyConfig &before, const ProxyConfig &after);

/// Those of `keys` that only a new start of the listener applies.
[[nodiscard]] QStringList settingsNeedingRestart(const QStringList &keys);

} // namespace proxy
