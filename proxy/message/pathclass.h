// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArrayView>

namespace proxy {

/// What a request's path is for: routing, the proxy's own routes, or private routes of the backend,
/// which never get the upstream key.
enum class PathClass {
    Routable, ///< /v1/messages, /v1/chat/completions, /v1/responses
    Local, ///< /health, /livez, /readyz, /metrics, /router/…: the proxy answers itself
    Management, ///< /v0/management/…, /management.html: backend, with its own key
    KeepAlive, ///< /keep-alive: the backend's watchdog
    OAuthCallback, ///< /<provider>/callback
    V1Internal, ///< every path that begins with /v1internal: backend, without a key on loopback
    Other, ///< any other path: forwarded
};

/// Classifies a normalised path: decoded once, dots and slashes resolved, without query and project
/// prefix. A private route is recognised in any case and encoding, and with parameters (";x") or
/// white space behind a segment, so that no spelling of it gets a key or is open to other machines.
/// Pure.
[[nodiscard]] PathClass classifyPath(QByteArrayView normalisedPath);

/// Whether requests of this class may carry the upstream key.
[[nodiscard]] bool mayCarryUpstreamKey(PathClass pathClass);

/// Whether requests of this class are refused to other machines, unless remote management is on.
[[nodiscard]] bool isLoopbackOnly(PathClass pathClass);

} // namespace proxy
