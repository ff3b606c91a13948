// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/bodysource.h"
#include "proxy/message/request.h"

namespace proxy {

/// What REWRITE yields and FORWARD sends: head fields final, in order, framing included.
struct UpstreamRequest
{
    QByteArray method;
    QByteArray target;
    HeaderList headers; ///< complete: Host, Content-Length or Transfer-Encoding, keys
    BodyFraming framing = BodyFraming::None;
    QByteArray body; ///< when buffered
    BodySource *source = nullptr; ///< when it streams through; outlives the exchange's forwarding
    bool upgradesToWebSocket = false;
    bool wantsNewConnection = false; ///< the one at hand may be closing
    bool carriesUpstreamKey = false; ///< ours, not the client's: a 401 may mean it was changed
};

} // namespace proxy
