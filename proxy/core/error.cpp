// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/core/error.h"

#include <array>
#include <utility>

namespace proxy {

namespace {

constexpr std::array kNames {
    std::pair {ErrorCode::MalformedRequest, "malformed-request"},
    std::pair {ErrorCode::MisdirectedRequest, "misdirected-request"},
    std::pair {ErrorCode::MethodNotAllowed, "method-not-allowed"},
    std::pair {ErrorCode::RequestTimeout, "request-timeout"},
    std::pair {ErrorCode::BodyTooLarge, "body-too-large"},
    std::pair {ErrorCode::TargetTooLong, "target-too-long"},
    std::pair {ErrorCode::HeadersTooLarge, "headers-too-large"},
    std::pair {ErrorCode::Unauthorized, "unauthorized"},
    std::pair {ErrorCode::Forbidden, "forbidden"},
    std::pair {ErrorCode::NotFound, "not-found"},
    std::pair {ErrorCode::NotConvertible, "not-convertible"},
    std::pair {ErrorCode::NoUpstreamEqual, "no-upstream-equal"},
    std::pair {ErrorCode::BudgetExhausted, "budget-exhausted"},
    std::pair {ErrorCode::LoopDetected, "loop-detected"},
    std::pair {ErrorCode::ClientGone, "client-gone"},
    std::pair {ErrorCode::UpstreamRefused, "upstream-refused"},
    std::pair {ErrorCode::UpstreamConnectTimeout, "upstream-connect-timeout"},
    std::pair {ErrorCode::UpstreamFirstByteTimeout, "upstream-first-byte-timeout"},
    std::pair {ErrorCode::UpstreamIdleTimeout, "upstream-idle-timeout"},
    std::pair {ErrorCode::UpstreamClosed, "upstream-closed"},
    std::pair {ErrorCode::UpstreamCut, "upstream-cut"},
    std::pair {ErrorCode::UpstreamMalformed, "upstream-malformed"},
    std::pair {ErrorCode::UpstreamReported, "upstream-reported-error"},
    std::pair {ErrorCode::UpstreamBreakerOpen, "upstream-breaker-open"},
    std::pair {ErrorCode::RouterUnreachable, "router-unreachable"},
    std::pair {ErrorCode::RouterTimeout, "router-timeout"},
    std::pair {ErrorCode::RouterUnauthorized, "router-unauthorized"},
    std::pair {ErrorCode::RouterRateLimited, "router-rate-limited"},
    std::pair {ErrorCode::RouterRejected, "router-rejected"},
    std::pair {ErrorCode::RouterFailed, "router-failed"},
    std::pair {ErrorCode::RouterMalformed, "router-malformed"},
    std::pair {ErrorCode::RouterBreakerOpen, "router-breaker-open"},
    std::pair {ErrorCode::RouterProbing, "router-probing"},
    std::pair {ErrorCode::RouterBusy, "router-busy"},
    std::pair {ErrorCode::Overloaded, "overloaded"},
    std::pair {ErrorCode::ShuttingDown, "shutting-down"},
    std::pair {ErrorCode::CannotListen, "cannot-listen"},
    std::pair {ErrorCode::Internal, "internal"},
    std::pair {ErrorCode::InvalidConfig, "invalid-config"},
};

} // namespace

const char *name(ErrorCode code)
{
    for (const auto &[known, text] : kNames) {
        if (known == code)
            return text;
    }
    return "internal";
}

Error outOfMemory()
{
    return {.code = ErrorCode::Overloaded,
            .source = ErrorSource::Internal,
            .retry = Retry::Yes,
            .detail = Text::english("There is not enough memory for this request."),
            .retryAfter = std::chrono::seconds(1)};
}

std::vector<ErrorCode> allErrorCodes()
{
    std::vector<ErrorCode> codes;
    codes.reserve(kNames.size());
    for (const auto &entry : kNames)
        codes.push_back(entry.first);
    return codes;
}

} // namespace proxy
