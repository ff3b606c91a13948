// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/configassembly.h"

namespace proxy {

// Each function takes the values of one source into the assembly; loadConfig() calls them in this
// order, the weakest source first.
void takeDefaults(ConfigAssembly &assembly);
void takeConfigFile(ConfigAssembly &assembly, const ConfigPaths &paths);
void takeDotEnvFile(ConfigAssembly &assembly, const ConfigPaths &paths);
/// Lays the user's table of models over the built-in one. A fault is an error, and none of it
/// counts.
void takeModels(ConfigAssembly &assembly, const ConfigPaths &paths);
void takeKeychain(ConfigAssembly &assembly, const QMap<QString, QString> &secrets);
void takeEnvironment(ConfigAssembly &assembly, const QProcessEnvironment &environment);
void takeCommandLine(ConfigAssembly &assembly, const QMap<QString, QString> &values);
void takeSwitches(ConfigAssembly &assembly, const QMap<QString, QString> &values);

/// The environment variables that locate files (configpaths.h). They are no settings, but known.
[[nodiscard]] const QStringList &locationVariables();

constexpr qint64 kMaxFileBytes = 1024LL * 1024;

/// Reads a regular file of at most kMaxFileBytes. Returns nullopt when it does not exist and an
/// error for anything else. Blocks.
[[nodiscard]] Result<std::optional<QByteArray>> readConfigFile(const QString &file);

} // namespace proxy
