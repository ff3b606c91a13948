// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/config/proxyconfig.h"
#include "proxy/message/upstreamrequest.h"

namespace support {

inline proxy::UpstreamSettings settingsFor(quint16 port)
{
    proxy::UpstreamSettings settings;
    settings.url = QUrl(QStringLiteral("http://127.0.0.1:%1").arg(port));
    return settings;
}

inline proxy::UpstreamRequest request(const QByteArray &method, const QByteArray &target,
                                      const QByteArray &body = {})
{
    proxy::UpstreamRequest request;
    request.method = method;
    request.target = target;
    request.headers.append("Host", "upstream");
    if (!body.isEmpty()) {
        request.headers.append("Content-Length", QByteArray::number(body.size()));
        request.framing = proxy::BodyFraming::Length;
        request.body = body;
    }
    return request;
}

inline proxy::UpstreamRequest post(const QByteArray &body = "{}")
{
    return request("POST", "/v1/messages", body);
}

inline const QByteArray kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

} // namespace support
