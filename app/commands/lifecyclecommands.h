// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "app/commands/configcommand.h"
#include "app/lifecycle/loopbackhttp.h"
#include "app/options/options.h"
#include "proxy/config/configloader.h"

#include <optional>

namespace app {

/// Returns the address at which a proxy with these settings is reached.
[[nodiscard]] ProxyEndpoint configuredEndpoint(const proxy::ProxyConfig &config);

// Run `start`, `health`, `stop` and `status`. Each returns the exit code (see
// resources/manual/troubleshooting.md).
[[nodiscard]] int runStart(const Options &options, const proxy::ConfigInputs &inputs,
                           CommandOutput output);
/// The beginning of `start --foreground`: returns the exit code where an instance or another
/// program is in the proxy's place, and says so; nullopt: the proxy may run in this process.
[[nodiscard]] std::optional<int>
foundInPlace(const Options &options, const proxy::ConfigInputs &inputs, CommandOutput output);
[[nodiscard]] int runHealth(const Options &options, const proxy::ConfigInputs &inputs,
                            CommandOutput output);
[[nodiscard]] int runStop(const Options &options, const proxy::ConfigInputs &inputs,
                          CommandOutput output);
[[nodiscard]] int runStatus(const Options &options, const proxy::ConfigInputs &inputs,
                            CommandOutput output);

} // namespace app
