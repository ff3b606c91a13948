// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/platform/wakeup.h"

#include <cerrno>

#include <sys/eventfd.h>
#include <unistd.h>

namespace proxy {

WakeUp::WakeUp()
    : m_read(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
    , m_write(m_read)
{ }

WakeUp::~WakeUp()
{
    if (m_read >= 0)
        ::close(m_read);
}

void WakeUp::raise()
{
    const quint64 one = 1;
    while (::write(m_write, &one, sizeof one) < 0 && errno == EINTR) { }
}

bool WakeUp::take()
{
    quint64 count = 0;
    return ::read(m_read, &count, sizeof count) > 0;
}

} // namespace proxy
