// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/control/http2channel.h"

#include <utility>

namespace proxy {

void Http2Channel::send(ControlRequest request, Done done)
{
    if (!m_shared.takes(request.url))
        return m_own.send(std::move(request), std::move(done));
    m_call = m_shared.send(
        request, [this, request, done = std::move(done)](const std::optional<ControlReply> &reply) {
            m_call = 0;
            if (!reply)
                return m_own.send(request, done);
            // The caller may destroy this, and with it what is held here.
            const Done tell = done;
            tell(*reply);
        });
}

void Http2Channel::drop()
{
    if (m_call != 0)
        m_shared.cancel(std::exchange(m_call, 0));
    m_own.drop();
}

} // namespace proxy
