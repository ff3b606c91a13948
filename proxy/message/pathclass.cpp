// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/message/pathclass.h"

#include "proxy/core/dialect.h"
#include "proxy/core/hexdigit.h"
#include "proxy/message/headerlist.h"

#include <QByteArray>

#include <algorithm>

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

/// The backend's route is gin's "/v1internal:method", where ":method" is whatever follows.
bool isV1Internal(QByteArrayView path)
{
    return startsWithIgnoringCase(path, "/v1internal");
}

/// Decoded until nothing is left to decode. From the end, so that once over it is enough.
QByteArray fullyDecoded(QByteArrayView path)
{
    QByteArray reversed;
    reversed.reserve(path.size());
    for (auto byte = path.rbegin(); byte != path.rend(); ++byte) {
        char letter = *byte;
        while (letter == '%' && reversed.size() >= 2) {
            const int high = hexDigit(reversed.back());
            const int low = hexDigit(reversed.at(reversed.size() - 2));
            if (high < 0 || low < 0)
                break;
            reversed.chop(2);
            letter = static_cast<char>(high * 16 + low);
        }
        reversed.append(letter);
    }
    std::reverse(reversed.begin(), reversed.end());
    return reversed;
}

/// A segment as servers take it that drop parameters, and white space at the end.
QByteArrayView bareSegment(QByteArrayView segment)
{
    if (const qsizetype parameters = segment.indexOf(';'); parameters >= 0)
        segment = segment.first(parameters);
    while (!segment.isEmpty() && static_cast<unsigned char>(segment.back()) <= ' ')
        segment.chop(1);
    return segment;
}

/// Nothing in it that servers understand differently.
bool isPlainPath(QByteArrayView path)
{
    return std::all_of(path.begin(), path.end(), [](char byte) {
        return byte > ' ' && byte != '%' && byte != ';' && byte != '\\';
    });
}

/// The path as the most obliging server behind us could understand it: one that decodes again
/// what was decoded, takes backslashes for slashes, drops parameters. Private routes are recognised
/// by it.
QByteArray comparableForm(QByteArrayView path)
{
    QByteArray decoded = fullyDecoded(path);
    decoded.replace('\\', '/');
    QByteArray form;
    for (const QByteArray &part : decoded.split('/')) {
        const QByteArrayView segment = bareSegment(part);
        if (segment == "..")
            form.truncate(std::max<qsizetype>(form.lastIndexOf('/'), 0));
        else if (!segment.isEmpty() && segment != ".")
            form.append('/').append(segment);
    }
    return form.isEmpty() ? QByteArrayLiteral("/") : form;
}

bool isLocal(QByteArrayView path)
{
    return path == "/health" || path == "/livez" || path == "/readyz" || path == "/metrics"
           || path == "/router" || path.startsWith("/router/");
}

} // namespace

PathClass classifyPath(QByteArrayView normalisedPath)
{
    if (isRoutablePath(normalisedPath))
        return PathClass::Routable;
    if (isLocal(normalisedPath))
        return PathClass::Local;
    // Nearly all are, and a copy of each would be one more allocation a request.
    const QByteArray form =
        isPlainPath(normalisedPath) ? QByteArray() : comparableForm(normalisedPath);
    const QByteArrayView path =
        withoutTrailingSlash(form.isNull() ? normalisedPath : QByteArrayView(form));
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
