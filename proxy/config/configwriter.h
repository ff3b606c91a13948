// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/configloader.h"

#include <QHash>
#include <QString>

namespace proxy {

/// Writes settings (environment-style key → text; empty text: not set) to the file that holds
/// each: llm-proxy.json where the value in force comes from there, else .env, created 0600 when it
/// is missing. Comments and other lines of .env stay. Each file is replaced whole. Fails without
/// writing anything when a key is unknown, its value is wrong, or it is fixed by the environment
/// or the command line. Blocking, for small files.
[[nodiscard]] Result<void> writeSettings(const ConfigInputs &inputs, const ProxyConfig &inForce,
                                         const QHash<QString, QString> &changes);

} // namespace proxy
