// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/core/said.h"

#include <chrono>
#include <optional>
#include <vector>

#include <tl/expected.hpp>

namespace proxy {

/// What went wrong. Each code has one HTTP answer, decided in local/errorreply alone.
enum class ErrorCode {
    // Client: the request itself
    MalformedRequest, ///< RFC 9112 syntax, framing or a forbidden byte: 400
    MisdirectedRequest, ///< Host or absolute-form names somebody else: 421 (RFC 9110 15.5.20)
    MethodNotAllowed, ///< CONNECT, TRACE, or a local route asked with another method: 405
    RequestTimeout, ///< a head or body that comes too slowly: 408
    BodyTooLarge, ///< over LLM_PROXY_MAX_BODY_MB: 413
    TargetTooLong, ///< 414
    HeadersTooLarge, ///< 431 (RFC 6585 5)
    Unauthorized, ///< a proxy key is required and missing or wrong: 401
    Forbidden, ///< a route that is closed to this peer, or a missing control token: 403
    NotFound, ///< an unknown local route: 404
    NotConvertible, ///< a field that the upstream's dialect has no words for: 400
    NoUpstreamEqual, ///< a call that the upstream's dialect does not have: 501
    ClientGone, ///< nobody is left to answer
    // Upstream
    UpstreamRefused, ///< no connection could be made: 502
    UpstreamConnectTimeout, ///< 504
    UpstreamFirstByteTimeout, ///< no response head in time: 504
    UpstreamIdleTimeout, ///< silence in mid-answer: the client is cut
    UpstreamClosed, ///< closed or reset before a complete head: 502
    UpstreamCut, ///< closed, reset or broken framing after the head: the client is cut
    UpstreamMalformed, ///< an answer that breaks RFC 9112: 502
    UpstreamReported, ///< an answer that began well tells of an error: 502
    UpstreamBreakerOpen, ///< 503 with Retry-After
    // Router (Morph): never reaches a client, becomes a RouteDecision's reason
    RouterUnreachable,
    RouterTimeout,
    RouterUnauthorized, ///< 401-403
    RouterRateLimited, ///< 429
    RouterRejected, ///< any other 4xx
    RouterFailed, ///< 5xx
    RouterMalformed, ///< a 200 that is not what section 1.4 of Morph's contract says
    RouterBreakerOpen,
    RouterProbing, ///< half-open, and somebody else's probe is under way
    RouterBusy, ///< too many calls in flight
    // Internal
    Overloaded, ///< connection cap or the sum of buffered bodies: 503
    ShuttingDown, ///< 503
    CannotListen, ///< an address or port that is taken, not allowed or not of this machine
    Internal, ///< 500
    InvalidConfig, ///< exit code 78
};

enum class ErrorSource { Client, Upstream, Router, Internal };

/// Whether the same request may be sent again. IfReused: only when a kept-alive connection died
/// before the peer can have seen it (RFC 9110 9.2.2).
enum class Retry { No, Yes, IfReused };

struct Error
{
    ErrorCode code = ErrorCode::Internal;
    ErrorSource source = ErrorSource::Internal;
    Retry retry = Retry::No;
    Said detail = {}; ///< for people, without secrets
    std::optional<std::chrono::seconds> retryAfter = std::nullopt;
};

template <class T> using Result = tl::expected<T, Error>;

/// The code as it stands in records, metrics and JSON: "upstream-refused".
[[nodiscard]] const char *name(ErrorCode code);

/// Every code, for tests that walk all of them.
[[nodiscard]] std::vector<ErrorCode> allErrorCodes();

} // namespace proxy
