// SPDX-License-Identifier: LicenseRef-Private
#include "tests/standins/multipart.h"

#include "tests/standins/headparser.h"

namespace standins {

namespace {

/// `filename="a.json"` out of a Content-Disposition.
QByteArray parameter(const QByteArray &header, const QByteArray &name)
{
    for (const QByteArray &part : header.split(';')) {
        const QByteArray piece = part.trimmed();
        if (!piece.startsWith(name + '='))
            continue;
        const QByteArray value = piece.mid(name.size() + 1);
        return value.startsWith('"') && value.size() > 1 ? value.sliced(1, value.size() - 2)
                                                         : value;
    }
    return {};
}

} // namespace

std::optional<std::vector<FormPart>> parseForm(const QByteArray &contentType,
                                               const QByteArray &body)
{
    const QByteArray boundary = parameter(contentType, "boundary");
    if (!contentType.startsWith("multipart/form-data") || boundary.isEmpty())
        return std::nullopt;
    std::vector<FormPart> parts;
    const QByteArray separator = "--" + boundary;
    qsizetype at = body.indexOf(separator);
    while (at >= 0) {
        const qsizetype begin = at + separator.size() + 2;
        const qsizetype next = body.indexOf("\r\n" + separator, begin);
        const qsizetype headEnd = body.indexOf("\r\n\r\n", begin);
        if (next < 0 || headEnd < 0 || headEnd > next)
            break;
        const WireHeaders fields =
            parseFields(QByteArrayView(body).sliced(begin, headEnd + 2 - begin));
        const QByteArray disposition = headerValue(fields, "Content-Disposition");
        parts.push_back({parameter(disposition, "name"), parameter(disposition, "filename"),
                         body.mid(headEnd + 4, next - headEnd - 4)});
        at = next + 2;
    }
    return parts;
}

} // namespace standins
