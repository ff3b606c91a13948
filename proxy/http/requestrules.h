// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/error.h"
#include "proxy/http/hostnames.h"
#include "proxy/message/request.h"

#include <optional>

namespace proxy {

/// The limits and rules that every request head must keep.
struct HeadRules
{
    qsizetype maxTargetBytes = 32 * 1024;
    qsizetype maxHeadBytes = 128 * 1024;
    int maxFields = 256;
    HostNames hosts;
};

/// Checks the meaning of a head whose syntax is valid: method, form of the target, Host, framing,
/// persistence, 100-continue and upgrade (RFC 9112 3, 6 and 9). Fills the rest of @p head. Returns
/// an error when the request is refused. Pure.
[[nodiscard]] std::optional<Error> applyRules(const HeadRules &rules, RequestHead &head);

/// Makes an error of ErrorSource::Client that allows no retry.
[[nodiscard]] Error refusal(ErrorCode code, Text detail);

} // namespace proxy
