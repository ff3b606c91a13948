// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/platform/wakeup.h"

#include "proxy/platform/sockets.h"

#include <array>
#include <cerrno>

#include <unistd.h>

namespace proxy {

WakeUp::WakeUp()
{
    if (const auto ends = openPipe()) {
        m_read = (*ends)[0];
        m_write = (*ends)[1];
    }
}

WakeUp::~WakeUp()
{
    if (!isValid())
        return;
    ::close(m_read);
    ::close(m_write);
}

void WakeUp::raise()
{
    // A full pipe is readable already.
    const char byte = 1;
    while (::write(m_write, &byte, 1) < 0 && errno == EINTR) { }
}

bool WakeUp::take()
{
    std::array<char, 256> bytes;
    bool was = false;
    while (::read(m_read, bytes.data(), bytes.size()) > 0)
        was = true;
    return was;
}

} // namespace proxy
