// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/commandline.h"
#include "app/commands/configcommand.h"
#include "app/lifecycle/loopbackhttp.h"
#include "proxy/config/configloader.h"

namespace app {

/// Where a proxy with these settings is asked.
[[nodiscard]] ProxyEndpoint configuredEndpoint(const proxy::ProxyConfig &config);

/// `start`, `health`, `stop` and `status`. Each does one thing and returns its exit code.
[[nodiscard]] int runStart(const Options &options, const proxy::ConfigInputs &inputs,
                           CommandOutput output);
[[nodiscard]] int runHealth(const Options &options, const proxy::ConfigInputs &inputs,
                            CommandOutput output);
[[nodiscard]] int runStop(const Options &options, const proxy::ConfigInputs &inputs,
                          CommandOutput output);
[[nodiscard]] int runStatus(const Options &options, const proxy::ConfigInputs &inputs,
                            CommandOutput output);

} // namespace app
