// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/configassembly.h"

namespace proxy {

/// One function a source, called weakest first.
void takeDefaults(ConfigAssembly &assembly);
void takeConfigFile(ConfigAssembly &assembly, const ConfigPaths &paths);
void takeDotEnvFile(ConfigAssembly &assembly, const ConfigPaths &paths);
/// The user's rows over the built-in table of models; all of them or, with an error, none.
void takeModels(ConfigAssembly &assembly, const ConfigPaths &paths);
void takeKeychain(ConfigAssembly &assembly, const QMap<QString, QString> &secrets);
void takeEnvironment(ConfigAssembly &assembly, const QProcessEnvironment &environment);
void takeCommandLine(ConfigAssembly &assembly, const QMap<QString, QString> &values);
void takeSwitches(ConfigAssembly &assembly, const QMap<QString, QString> &values);

/// The variables that say where things are; not settings, but not unknown either.
[[nodiscard]] const QStringList &locationVariables();

constexpr qint64 kMaxFileBytes = 1024LL * 1024;

/// The content of a small regular file; nullopt when there is none. Anything else is an Error.
[[nodiscard]] Result<std::optional<QByteArray>> readConfigFile(const QString &file);

} // namespace proxy
