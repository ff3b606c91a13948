// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/http/descriptors.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace proxy {

std::optional<qint64> raiseDescriptorLimit()
{
    rlimit limit {};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return std::nullopt;
    if (limit.rlim_cur < limit.rlim_max) {
        rlimit raised = limit;
        raised.rlim_cur = raised.rlim_max;
        if (::setrlimit(RLIMIT_NOFILE, &raised) == 0)
            limit = raised;
    }
    return static_cast<qint64>(limit.rlim_cur);
}

bool isDescriptorScarce(qintptr newest, int reserve)
{
    rlimit limit {};
    return newest < 0
           || (::getrlimit(RLIMIT_NOFILE, &limit) == 0
               && static_cast<rlim_t>(newest) + static_cast<rlim_t>(reserve) >= limit.rlim_cur);
}

qintptr nextDescriptor()
{
    const int next = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (next >= 0)
        ::close(next);
    return next;
}

qintptr duplicateDescriptor(qintptr descriptor)
{
    return ::fcntl(static_cast<int>(descriptor), F_DUPFD_CLOEXEC, 0);
}

void closeDescriptor(qintptr descriptor)
{
    if (descriptor >= 0)
        ::close(static_cast<int>(descriptor));
}

} // namespace proxy
