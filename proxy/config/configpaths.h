// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"

#include <QProcessEnvironment>
#include <QString>

namespace proxy {

/// Where this installation keeps its files. In a checkout everything stands beside the project;
/// installed, in the XDG folders (configuration: $XDG_CONFIG_HOME/llm-proxy, state:
/// $XDG_STATE_HOME/llm-proxy). All paths are absolute; none need exist.
struct ConfigPaths
{
    bool checkout = false;
    QString stateDir; ///< relative path settings start here; the checkout's root in a checkout
    QString runtimeDir; ///< <stateDir>/runtime; no setting, so that stop and health always find it
    QString configFile; ///< llm-proxy.json
    bool configFileRequired = false; ///< named by LLM_PROXY_CONFIG: must exist
    QString dotEnvFile; ///< .env
    QString modelsFile; ///< models.json beside configFile: the user's own table of models
};

/// Decides by, in this order: LLM_PROXY_HOME (a folder that holds everything), LLM_PROXY_ROOT
/// (the checkout, exported by the launchers in bin/), the executable standing in
/// <checkout>/build/<preset>/app/, XDG. LLM_PROXY_CONFIG names another llm-proxy.json.
/// Fails when one of the three variables is not an absolute path.
[[nodiscard]] Result<ConfigPaths> locateConfigPaths(const QProcessEnvironment &environment,
                                                    const QString &executablePath);

} // namespace proxy
