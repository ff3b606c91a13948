// SPDX-License-Identifier: LicenseRef-Private
#include "app/lifecycle/processidentity.h"

#include "proxy/platform/processes.h"

#include <unistd.h>

namespace app {

ProcessIdentity thisProcess()
{
    return processWithPid(::getpid()).value_or(ProcessIdentity {.pid = ::getpid()});
}

std::optional<ProcessIdentity> processWithPid(qint64 pid)
{
    const auto state = proxy::processState(pid);
    if (!state)
        return std::nullopt;
    return ProcessIdentity {.pid = pid, .startTicks = state->startTicks};
}

bool isAlive(const ProcessIdentity &process)
{
    const auto state = proxy::processState(process.pid);
    return state && state->startTicks == process.startTicks && !state->hasEnded;
}

} // namespace app
