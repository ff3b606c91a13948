// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/configassembly.h"

namespace proxy {

/// Checks combinations of values: addresses that are open without a proxy key, an upstream that is
/// the proxy itself, limits that contradict each other. Adds errors, and warnings about
/// combinations that are legal but probably a mistake, to @p assembly.
void checkConfig(ConfigAssembly &assembly, const ConfigPaths &paths);

} // namespace proxy
