// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArrayView>

namespace proxy {

/// Whose business a path is: what may be routed, what is answered here, and which routes of the
/// backend never get the upstream key.
enum class PathClass {
    Routable, ///< /v1/messages, /v1/chat/completions, /v1/responses
    Local, ///< /health, /metrics, /router/…: answered here
    Management, ///< /v0/management/…, /management.html: the backend's, with its own key
    KeepAlive, ///< /keep-alive: the backend's watchdog
    OAuthCallback, ///< /<provider>/callback
    V1Internal, ///< /v1internal…, whatever follows: keyless for local callers
    Other, ///< forwarded
};

/// @p normalisedPath: decoded once, dots and slashes resolved, no query, project prefix stripped.
/// Private routes are recognised without case, however often encoded and with parameters (";x") or
/// white space behind a segment, so that no spelling of them gets a key or is open to other
/// machines.
[[nodiscard]] PathClass classifyPath(QByteArrayView normalisedPath);

/// Whether requests of this class may carry the upstream key.
[[nodiscard]] bool mayCarryUpstreamKey(PathClass pathClass);

/// Whether this class is refused to non-loopback peers unless it was enabled.
[[nodiscard]] bool isLoopbackOnly(PathClass pathClass);

} // namespace proxy
