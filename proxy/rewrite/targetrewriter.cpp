// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/rewrite/targetrewriter.h"

#include <algorithm>

namespace proxy {

namespace {

constexpr QByteArrayView kProjectRoot = "/p/";

QByteArray decoded(QByteArrayView text)
{
    return QByteArray::fromPercentEncoding(text.toByteArray());
}

/// @p text itself where nothing in it is encoded, else @p buffer, which gets the plain text.
QByteArrayView decodedParameter(QByteArrayView text, QByteArray &buffer)
{
    if (!text.contains('+') && !text.contains('%'))
        return text;
    buffer = text.toByteArray();
    buffer.replace('+', ' ');
    buffer = QByteArray::fromPercentEncoding(buffer);
    return buffer;
}

qsizetype indexOrEnd(QByteArrayView text, char byte, qsizetype from = 0)
{
    const qsizetype at = text.indexOf(byte, from);
    return at < 0 ? text.size() : at;
}

bool hasDotSegment(QByteArrayView path)
{
    qsizetype begin = 0;
    while (begin <= path.size()) {
        const qsizetype end = indexOrEnd(path, '/', begin);
        const QByteArray segment = decoded(path.sliced(begin, end - begin));
        if (segment == "." || segment == "..")
            return true;
        begin = end + 1;
    }
    return false;
}

/// What stands behind "/p/<project>" in the raw path; a null view when that is not how it begins.
QByteArrayView behindProject(QByteArrayView path, const QByteArray &project)
{
    if (!path.startsWith(kProjectRoot))
        return {};
    const qsizetype end = indexOrEnd(path, '/', kProjectRoot.size());
    if (decoded(path.sliced(kProjectRoot.size(), end - kProjectRoot.size())) != project)
        return {};
    const QByteArrayView rest = path.sliced(end);
    if (hasDotSegment(rest))
        return {};
    return rest.isEmpty() ? QByteArrayView("/") : rest;
}

/// Calls @p visit with each raw parameter and its decoded parts until that returns true.
template <class Visit> bool visitParameters(QByteArrayView target, const Visit &visit)
{
    QByteArray name;
    QByteArray valueBuffer;
    qsizetype begin = indexOrEnd(target, '?') + 1;
    while (begin <= target.size()) {
        const qsizetype end = indexOrEnd(target, '&', begin);
        const QByteArrayView raw = target.sliced(begin, end - begin);
        const qsizetype equals = indexOrEnd(raw, '=');
        const QByteArrayView value = raw.sliced(std::min(equals + 1, raw.size()));
        if (visit(raw, decodedParameter(raw.first(equals), name),
                  decodedParameter(value, valueBuffer)))
            return true;
        begin = end + 1;
    }
    return false;
}

} // namespace

QByteArray upstreamTarget(const RequestHead &head, const QByteArray &basePath)
{
    if (!head.target.startsWith('/'))
        return head.target;
    if (head.project.isEmpty())
        return basePath.isEmpty() ? head.target : basePath + head.target;
    const QByteArrayView target(head.target);
    const qsizetype pathEnd = indexOrEnd(target, '?');
    const QByteArrayView rest = behindProject(target.first(pathEnd), head.project);
    QByteArray result = basePath;
    if (rest.isNull())
        result += head.normalisedPath.toPercentEncoding("/:@!$&'()*+,;=~");
    else
        result += rest;
    result += target.sliced(pathEnd);
    return result;
}

bool hasParameter(QByteArrayView target, const ParameterTest &test)
{
    return visitParameters(target, [&test](QByteArrayView, QByteArrayView name,
                                           QByteArrayView value) { return test(name, value); });
}

QByteArray withoutParameters(const QByteArray &target, const ParameterTest &test)
{
    if (!hasParameter(target, test))
        return target;
    QByteArray kept = target.first(target.indexOf('?'));
    char separator = '?';
    visitParameters(target, [&](QByteArrayView raw, QByteArrayView name, QByteArrayView value) {
        if (!test(name, value)) {
            kept += separator;
            kept += raw;
            separator = '&';
        }
        return false;
    });
    return kept;
}

} // namespace proxy
