// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/configloader.h"

#include <QHash>
#include <QString>

namespace proxy {

/// Writes settings into the file that holds each: llm-proxy.json when the value in force comes from
/// there, else .env, which is created with mode 0600 when it is missing. @p changes maps
/// environment-style keys to texts; an empty text removes the setting. Comments and other lines of
/// .env stay. Each file is replaced atomically. Returns an error, and writes nothing, when a key is
/// unknown, a value is wrong, or the environment or the command line fixes the setting. Blocks.
[[nodiscard]] Result<void> writeSettings(const ConfigInputs &inputs, const ProxyConfig &inForce,
                                         const QHash<QString, QString> &changes);

} // namespace proxy
