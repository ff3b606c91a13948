// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/request.h"
#include "proxy/message/upstreamrequest.h"

namespace proxy {

struct UpstreamAccess;

/// Puts the upstream key in place of the client's where architecture section 8 says so; elsewhere
/// the client's pass, but for the proxy's own keys. @p request has its target and headers already.
void applyCredentials(const RequestHead &head, const UpstreamAccess &access,
                      UpstreamRequest &request);

/// Whether a web page of another origin may stand behind this request.
[[nodiscard]] bool isForeignOrigin(const HeaderList &headers, const QStringList &allowedOrigins);

} // namespace proxy
