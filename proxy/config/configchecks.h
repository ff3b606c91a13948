// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/configassembly.h"

namespace proxy {

/// What only several values together show: addresses that are open without a key, an upstream that
/// is the proxy itself, limits that contradict each other; and what is legal but deserves a
/// warning.
void checkConfig(ConfigAssembly &assembly, const ConfigPaths &paths);

} // namespace proxy
