// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/status/processfacts.h"

#include <sys/resource.h>

namespace proxy {

ProcessFacts readProcessFacts()
{
    ProcessFacts facts {selfFacts()};
    rlimit limit {};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
        facts.maxFiles = static_cast<qint64>(limit.rlim_cur);
    return facts;
}

} // namespace proxy
