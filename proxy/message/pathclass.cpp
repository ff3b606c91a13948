// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/message/pathclass.h"

#include "proxy/core/dialect.h"
#include "proxy/message/headerlist.h"

namespace proxy {

namespace {

bool startsWithIgnoringCase(QByteArrayView path, QByteArrayView start)
{
    return path.size() >= start.size() && equalsIgnoringCase(path.first(start.size()), start);
}

bool isAtOrBelow(QByteArrayView path, QByteArrayView root)
{
    return startsWithIgnoringCase(path, root)
           && (path.size() == root.size() || path.at(root.size()) == '/');
}

/// The backend's router adds or removes one trailing slash by itself.
QByteArrayView withoutTrailingSlash(QByteArrayView path)
{
    return path.size() > 1 && path.endsWith('/') ? path.chopped(1) : path;
}

bool isOAuthCallback(QByteArrayView path)
{
    constexpr QByteArrayView kEnd = "/callback";
    if (path.size() < kEnd.size() || !equalsIgnoringCase(path.last(kEnd.size()), kEnd))
        return false;
    return path.chopped(kEnd.size()).lastIndexOf('/') <= 0;
}

bool isV1Internal(QByteArrayView path)
{
    constexpr QByteArrayView kRoot = "/v1internal";
    return startsWithIgnoringCase(path, kRoot)
           && (path.size() == kRoot.size() || path.at(kRoot.size()) == ':'
               || path.at(kRoot.size()) == '/');
}

bool isLocal(QByteArrayView path)
{
    return path == "/health" || path == "/metrics" || path == "/router"
           || path.startsWith("/router/");
}

} // namespace

PathClass classifyPath(QByteArrayView normalisedPath)
{
    if (isRoutablePath(normalisedPath))
        return PathClass::Routable;
    if (isLocal(normalisedPath))
        return PathClass::Local;
    const QByteArrayView path = withoutTrailingSlash(normalisedPath);
    if (isAtOrBelow(path, "/v0/management") || equalsIgnoringCase(path, "/management.html"))
        return PathClass::Management;
    if (equalsIgnoringCase(path, "/keep-alive"))
        return PathClass::KeepAlive;
    if (isOAuthCallback(path))
        return PathClass::OAuthCallback;
    if (isV1Internal(path))
        return PathClass::V1Internal;
    return PathClass::Other;
}

bool mayCarryUpstreamKey(PathClass pathClass)
{
    return pathClass == PathClass::Routable || pathClass == PathClass::V1Internal
           || pathClass == PathClass::Other;
}

bool isLoopbackOnly(PathClass pathClass)
{
    return pathClass == PathClass::Management || pathClass == PathClass::KeepAlive
           || pathClass == PathClass::OAuthCallback || pathClass == PathClass::V1Internal;
}

} // namespace proxy
