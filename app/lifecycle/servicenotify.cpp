// SPDX-License-Identifier: LicenseRef-Private
#include "app/lifecycle/servicenotify.h"

#include "proxy/platform/sockets.h"

#include <algorithm>
#include <cstddef>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace app {

bool notifyService(const QByteArray &state)
{
    const QByteArray path = qgetenv("NOTIFY_SOCKET");
    sockaddr_un address {};
    if (path.size() < 2 || path.size() >= static_cast<qsizetype>(sizeof address.sun_path))
        return false;
    address.sun_family = AF_UNIX;
    std::copy(path.begin(), path.end(), std::begin(address.sun_path));
    if (path.startsWith('@'))
        address.sun_path[0] = '\0'; // an abstract name
    const int descriptor = proxy::openSocket(AF_UNIX, SOCK_DGRAM, proxy::Blocking::Yes);
    if (descriptor < 0)
        return false;
    const auto length =
        static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + static_cast<size_t>(path.size()));
    const ssize_t sent =
        ::sendto(descriptor, state.constData(), static_cast<size_t>(state.size()), proxy::kNoSignal,
                 reinterpret_cast<const sockaddr *>(&address), length);
    ::close(descriptor);
    return sent == state.size();
}

} // namespace app
