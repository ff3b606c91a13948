// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/request.h"
#include "proxy/message/upstreamrequest.h"

namespace proxy {

struct UpstreamAccess;

/// Replaces the client's key by the upstream key where the rules allow it (manual: security.md);
/// otherwise the client's keys stay. Always removes keys of this proxy. @p request must have its
/// target and headers. Pure.
void applyCredentials(const RequestHead &head, const UpstreamAccess &access,
                      UpstreamRequest &request);

/// Whether the request may come from a web page of another origin.
[[nodiscard]] bool isForeignOrigin(const HeaderList &headers, const QStringList &allowedOrigins);

} // namespace proxy
