// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/control/controlrequest.h"

#include <QHostAddress>

namespace proxy {

Endpoint endpointOf(const QUrl &url)
{
    const bool isTls = url.scheme() == QLatin1StringView("https");
    return {.host = url.host(QUrl::FullyEncoded),
            .port = static_cast<quint16>(url.port(isTls ? 443 : 80)),
            .isTls = isTls};
}

QByteArray authorityOf(const QUrl &url)
{
    const QByteArray host = url.host(QUrl::FullyEncoded).toLatin1();
    const QByteArray named = host.contains(':') ? '[' + host + ']' : host;
    return url.port() < 0 ? named : named + ':' + QByteArray::number(url.port());
}

QByteArray targetOf(const QUrl &url)
{
    const QByteArray path = url.path(QUrl::FullyEncoded).toLatin1();
    const QByteArray query = url.query(QUrl::FullyEncoded).toLatin1();
    return (path.isEmpty() ? QByteArray("/") : path)
           + (query.isEmpty() ? QByteArray() : '?' + query);
}

bool mayHaveProxy(const Endpoint &endpoint)
{
    return endpoint.host.compare(QLatin1StringView("localhost"), Qt::CaseInsensitive) != 0
           && !QHostAddress(endpoint.host).isLoopback();
}

QNetworkProxy systemProxy(const QUrl &url)
{
    return QNetworkProxyFactory::proxyForQuery(QNetworkProxyQuery(url))
        .value(0, QNetworkProxy(QNetworkProxy::NoProxy));
}

Endpoint throughProxy(Endpoint endpoint, const QNetworkProxy &proxy)
{
    if (proxy.type() != QNetworkProxy::NoProxy)
        endpoint.proxy = proxy;
    return endpoint;
}

} // namespace proxy
