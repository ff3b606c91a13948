// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/bodysource.h"
#include "proxy/message/request.h"

namespace proxy {

/// A request as REWRITE makes it and FORWARD sends it. The head is final.
struct UpstreamRequest
{
    QByteArray method;
    QByteArray target;
    HeaderList headers; ///< all fields in their order, with Host, framing and keys
    BodyFraming framing = BodyFraming::None;
    QByteArray body; ///< the whole body, unless `source` is set
    BodySource *source = nullptr; ///< gives the body piece by piece; must live while it is sent
    bool upgradesToWebSocket = false;
    /// Don't reuse an idle connection, which the upstream may be closing.
    bool wantsNewConnection = false;
    /// The proxy's key, not the client's; a 401 may mean that the key has changed.
    bool carriesUpstreamKey = false;
};

} // namespace proxy
