// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"
#include "proxy/http/hostnames.h"
#include "proxy/message/request.h"

#include <optional>

namespace proxy {

/// What is asked of every request head.
struct HeadRules
{
    qsizetype maxTargetBytes = 32 * 1024;
    qsizetype maxHeadBytes = 128 * 1024;
    int maxFields = 256;
    HostNames hosts;
};

/// The second half of reading a head, over fields whose syntax is known to be good: method, form
/// of the target, Host, framing, persistence, 100-continue, upgrade (RFC 9112 3, 6 and 9). Fills
/// in the rest of @p head; an Error when the request is refused. Pure.
[[nodiscard]] std::optional<Error> applyRules(const HeadRules &rules, RequestHead &head);

/// An Error of the client's making that is not worth a retry.
[[nodiscard]] Error refusal(ErrorCode code, Said detail);

} // namespace proxy
