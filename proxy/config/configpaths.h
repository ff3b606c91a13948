// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"

#include <QProcessEnvironment>
#include <QString>

namespace proxy {

/// Where this installation keeps its files. A checkout keeps all of them in its own folder. An
/// installed program uses its user's (userFolders()): $XDG_CONFIG_HOME/llm-proxy for the
/// configuration and $XDG_STATE_HOME/llm-proxy for state, ~/Library on macOS. All paths are
/// absolute; the files need not exist.
struct ConfigPaths
{
    bool checkout = false;
    QString stateDir; ///< base of relative paths in settings; the checkout's root in a checkout
    QString runtimeDir; ///< <stateDir>/runtime; not a setting, so that `stop` and `health` find it
    QString configFile; ///< llm-proxy.json
    bool configFileRequired = false; ///< LLM_PROXY_CONFIG names the file, so it must exist
    QString dotEnvFile; ///< .env
    QString modelsFile; ///< models.json beside configFile: the user's own table of models
    QString logDir; ///< JSONL_LOG_DIR unless it is set; empty: as for every system
};

/// Finds the paths. The first of these decides: LLM_PROXY_HOME (a folder that holds everything),
/// LLM_PROXY_ROOT (the checkout; the launchers in bin/ export it), an executable in
/// <checkout>/build/<preset>/app/, the user's folders. LLM_PROXY_CONFIG names another
/// llm-proxy.json. Returns an error when one of the three variables is not an absolute path.
[[nodiscard]] Result<ConfigPaths> locateConfigPaths(const QProcessEnvironment &environment,
                                                    const QString &executablePath);

} // namespace proxy
