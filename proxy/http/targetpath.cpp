// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/http/targetpath.h"

#include <algorithm>
#include <array>

namespace proxy {

namespace {

constexpr qsizetype kMaxProjectBytes = 64;
constexpr std::array<QByteArrayView, 3> kUsualPaths {"/v1/messages", "/v1/chat/completions",
                                                     "/v1/responses"};

QByteArrayView pathOf(QByteArrayView target)
{
    const qsizetype query = target.indexOf('?');
    return query < 0 ? target : target.first(query);
}

int hexValue(char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    const char lower = static_cast<char>(byte | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// Unlike QByteArray's, leaves a percent sign alone that begins no escape.
QByteArray percentDecoded(QByteArrayView text)
{
    QByteArray decoded;
    decoded.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const bool isEscape = text[i] == '%' && i + 2 < text.size() && hexValue(text[i + 1]) >= 0
                              && hexValue(text[i + 2]) >= 0;
        if (!isEscape) {
            decoded.append(text[i]);
            continue;
        }
        decoded.append(static_cast<char>(hexValue(text[i + 1]) * 16 + hexValue(text[i + 2])));
        i += 2;
    }
    return decoded;
}

/// Nearly every path stands as it must; the scan is cheaper than taking it apart.
bool isNormal(QByteArrayView path)
{
    if (path.size() < 2 || path.front() != '/' || path.back() == '/')
        return path == "/";
    char before = 0;
    for (const char byte : path) {
        if (byte == '%' || (before == '/' && (byte == '/' || byte == '.')))
            return false;
        before = byte;
    }
    return true;
}

} // namespace

QByteArray normalisedPath(QByteArrayView target)
{
    const QByteArrayView path = pathOf(target);
    for (const QByteArrayView usual : kUsualPaths) {
        if (path == usual)
            return QByteArray::fromRawData(usual.data(), usual.size());
    }
    if (isNormal(path))
        return path.toByteArray();
    const QByteArray decoded = percentDecoded(path);
    QByteArray result;
    result.reserve(decoded.size() + 1);
    qsizetype start = 0;
    while (start <= decoded.size()) {
        qsizetype slash = decoded.indexOf('/', start);
        if (slash < 0)
            slash = decoded.size();
        const QByteArrayView segment = QByteArrayView(decoded).sliced(start, slash - start);
        if (segment == "..")
            result.truncate(std::max<qsizetype>(result.lastIndexOf('/'), 0));
        else if (!segment.isEmpty() && segment != ".")
            result.append('/').append(segment);
        start = slash + 1;
    }
    return result.isEmpty() ? QByteArrayLiteral("/") : result;
}

ProjectTarget splitProject(const QByteArray &target)
{
    constexpr QByteArrayView prefix = "/p/";
    if (!target.startsWith(prefix))
        return {{}, target};
    const QByteArrayView path = pathOf(target);
    const qsizetype slash = path.indexOf('/', prefix.size());
    const qsizetype end = slash < 0 ? path.size() : slash;
    const QByteArray project = percentDecoded(path.sliced(prefix.size(), end - prefix.size()));
    const auto isBad = [](char byte) {
        return byte == '/' || static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f;
    };
    if (project.isEmpty() || project.size() > kMaxProjectBytes || project == "." || project == ".."
        || std::any_of(project.begin(), project.end(), isBad))
        return {{}, target};
    const QByteArray rest = target.mid(end);
    return {project, rest.startsWith('/') ? rest : '/' + rest};
}

} // namespace proxy
