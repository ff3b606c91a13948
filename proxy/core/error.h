// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/text.h"

#include <chrono>
#include <optional>
#include <vector>

#include <tl/expected.hpp>

namespace proxy {

/// What went wrong. proxy/local/errorreply.h maps each code to one HTTP answer; the status stands
/// beside the code here.
enum class ErrorCode {
    // Client: the request itself
    MalformedRequest, ///< RFC 9112 syntax, framing or a forbidden byte: 400
    MisdirectedRequest, ///< Host or the absolute-form target names another server: 421 (RFC
                        ///< 9110 15.5.20)
    MethodNotAllowed, ///< CONNECT, TRACE, or a method that a local route does not take: 405
    RequestTimeout, ///< the head or body came too slowly: 408
    BodyTooLarge, ///< over LLM_PROXY_MAX_BODY_MB: 413
    TargetTooLong, ///< 414
    HeadersTooLarge, ///< 431 (RFC 6585 5)
    Unauthorized, ///< a proxy key is required and missing or wrong: 401
    Forbidden, ///< a route that is closed to this peer, or a missing control token: 403
    NotFound, ///< an unknown local route: 404
    NotConvertible, ///< a field that can't be expressed in the upstream's dialect: 400
    NoUpstreamEqual, ///< an operation that the upstream's dialect does not offer: 501
    BudgetExhausted, ///< a limit of LLM_PROXY_BUDGETS is used up: 429
    LoopDetected, ///< the request has come through this proxy before: 508 (RFC 5842 7.2)
    ClientGone, ///< the client closed the connection; there is no answer
    // Upstream
    UpstreamRefused, ///< no connection could be made: 502
    UpstreamConnectTimeout, ///< 504
    UpstreamFirstByteTimeout, ///< no response head in time: 504
    UpstreamIdleTimeout, ///< no bytes for too long within an answer: the client's connection is cut
    UpstreamClosed, ///< closed or reset before a complete head: 502
    UpstreamCut, ///< closed, reset or wrongly framed after the head: the client's connection is cut
    UpstreamMalformed, ///< an answer that violates RFC 9112: 502
    UpstreamReported, ///< a 2xx answer whose body reports an error: 502
    UpstreamBreakerOpen, ///< 503 with Retry-After
    // Router (Morph): never answered to a client; each becomes the reason of a RouteDecision
    RouterUnreachable,
    RouterTimeout,
    RouterUnauthorized, ///< 401-403
    RouterRateLimited, ///< 429
    RouterRejected, ///< any other 4xx
    RouterFailed, ///< 5xx
    RouterMalformed, ///< a 200 whose body is no classification
    RouterBreakerOpen,
    RouterProbing, ///< the breaker is half-open and its one probe is under way
    RouterBusy, ///< too many calls in flight
    // Internal
    Overloaded, ///< too many connections or too many buffered bytes: 503
    ShuttingDown, ///< 503
    CannotListen, ///< the address or port is taken, forbidden or not of this machine
    Internal, ///< 500
    InvalidConfig, ///< exit code 78
};

enum class ErrorSource { Client, Upstream, Router, Internal };

/// Whether the same request may be sent again. IfReused allows it only after a failure of a
/// kept-alive connection, where the peer can't have seen the request (RFC 9110 9.2.2).
enum class Retry { No, Yes, IfReused };

/// A failure as a value. It comes back in a Result; it is never thrown.
struct Error
{
    ErrorCode code = ErrorCode::Internal;
    ErrorSource source = ErrorSource::Internal;
    Retry retry = Retry::No;
    Text detail = {}; ///< one sentence for people; holds no secret
    std::optional<std::chrono::seconds> retryAfter = std::nullopt; ///< sent as Retry-After
};

/// Returns the error of a request for which there is not enough memory: 503.
[[nodiscard]] Error outOfMemory();

/// A T, or the Error that explains why there is none.
template <class T> using Result = tl::expected<T, Error>;

/// The name of a code in the request log, metrics and JSON: "upstream-refused".
[[nodiscard]] const char *name(ErrorCode code);

/// Every code. For tests.
[[nodiscard]] std::vector<ErrorCode> allErrorCodes();

} // namespace proxy
