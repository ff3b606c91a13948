// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/upstream/transport.h"

#include "proxy/upstream/plaintransport.h"
#include "proxy/upstream/sslsockettransport.h"

namespace proxy {

std::unique_ptr<Transport> makeTransport(const Endpoint &endpoint, TransportObserver &observer)
{
    if (!endpoint.isTls && !endpoint.proxy)
        return std::make_unique<PlainTransport>(observer);
    return std::make_unique<SslSocketTransport>(observer);
}

} // namespace proxy
