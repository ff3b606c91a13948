// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/requestbody.h"

#include "app/backend/jsontext.h"

#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>

namespace app::backend {

namespace {

using namespace Qt::StringLiterals;

tl::unexpected<Failure> tooLarge(const QString &what)
{
    return usageError(u"%1 is larger than %2 MB"_s.arg(what).arg(kMaxBodyBytes / (1024LL * 1024)));
}

Outcome<QByteArray> readAll(QIODevice &device, const QString &what)
{
    QByteArray bytes;
    while (true) {
        const QByteArray piece = device.read(1024LL * 1024);
        if (piece.isEmpty() && (device.atEnd() || !device.waitForReadyRead(-1)))
            return bytes;
        bytes += piece;
        if (bytes.size() > kMaxBodyBytes)
            return tooLarge(what);
    }
}

Outcome<QByteArray> readFile(const QString &path, const Environment &environment,
                             QIODevice &standardInput)
{
    if (path == u"-")
        return readAll(standardInput, u"standard input"_s);
    const QString absolute = environment.resolved(path);
    const QFileInfo info(absolute);
    if (!info.exists())
        return usageError(u"no such file: %1"_s.arg(path));
    if (info.isDir())
        return usageError(u"is a folder, not a file: %1"_s.arg(path));
    if (info.size() > kMaxBodyBytes)
        return tooLarge(path);
    QFile file(absolute);
    if (!file.open(QIODevice::ReadOnly))
        return usageError(u"can't read %1: %2"_s.arg(path, file.errorString()));
    return readAll(file, path);
}

/// A value inside a quoted parameter of Content-Disposition (RFC 7578 4.2, as browsers write it).
QByteArray quotedParameter(const QString &text)
{
    QByteArray bytes = text.toUtf8();
    bytes.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
    return '"' + bytes + '"';
}

Outcome<QByteArray> encodeForm(const ShapedRequest &shaped, const Environment &environment,
                               const QByteArray &boundary)
{
    QByteArray body;
    for (const FormPart &part : shaped.form) {
        body += "--" + boundary
                + "\r\nContent-Disposition: form-data; name=" + quotedParameter(part.name);
        QByteArray content = part.value.toUtf8();
        if (part.isFile) {
            QFile none;
            if (part.value == u"-")
                return usageError(u"a form's file can't be standard input"_s);
            auto bytes = readFile(part.value, environment, none);
            if (!bytes)
                return bytes;
            content = std::move(*bytes);
            const QString fileName = QFileInfo(part.value).fileName();
            body +=
                "; filename=" + quotedParameter(fileName) + "\r\nContent-Type: "
                + (fileName.endsWith(".json"_L1) ? "application/json" : "application/octet-stream");
        }
        body += "\r\n\r\n" + content + "\r\n";
        if (body.size() > kMaxBodyBytes)
            return tooLarge(u"the form"_s);
    }
    return body + "--" + boundary + "--\r\n";
}

QByteArray newBoundary()
{
    quint64 words[2];
    QRandomGenerator::system()->fillRange(words);
    return "llm-proxy-" + QByteArray::number(words[0], 16) + QByteArray::number(words[1], 16);
}

} // namespace

Outcome<BackendRequest> readRequest(const ShapedRequest &shaped, const Environment &environment,
                                    QIODevice &standardInput)
{
    BackendRequest request {shaped.method.toLatin1(), shaped.target, {}, {}};
    if (!shaped.form.isEmpty()) {
        const QByteArray boundary = newBoundary();
        auto body = encodeForm(shaped, environment, boundary);
        if (!body)
            return tl::unexpected(body.error());
        request.contentType = "multipart/form-data; boundary=" + boundary;
        request.body = std::move(*body);
        return request;
    }
    if (shaped.body.kind == BodySource::Kind::None)
        return request;
    request.contentType = "application/json";
    request.body = shaped.body.bytes;
    if (shaped.body.kind == BodySource::Kind::File) {
        auto bytes = readFile(shaped.body.path, environment, standardInput);
        if (!bytes)
            return tl::unexpected(bytes.error());
        request.body = std::move(*bytes);
    }
    if (shaped.body.mustBeJson) {
        if (const auto fault = jsonFault(request.body))
            return usageError(u"the body is not JSON: %1"_s.arg(*fault));
    }
    return request;
}

} // namespace app::backend
