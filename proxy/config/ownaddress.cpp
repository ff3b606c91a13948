// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/ownaddress.h"

#include <QHostAddress>

#include <algorithm>

namespace proxy {

namespace {

const QString kIpv4Loopback = QStringLiteral("127.0.0.1");
const QString kIpv6Loopback = QStringLiteral("::1");

/// What stands for every address is itself none that can be connected to.
QString connectable(const QString &host)
{
    const QHostAddress address(host);
    if (host == QStringLiteral("localhost") || address == QHostAddress(QHostAddress::AnyIPv4))
        return kIpv4Loopback;
    return address == QHostAddress(QHostAddress::AnyIPv6) ? kIpv6Loopback : host;
}

} // namespace

QString ownAddress(const QStringList &hosts)
{
    QStringList addresses;
    for (const QString &host : hosts)
        addresses << connectable(host);
    if (addresses.isEmpty() || addresses.contains(kIpv4Loopback))
        return kIpv4Loopback;
    const auto loopback = std::find_if(addresses.begin(), addresses.end(), [](const QString &text) {
        return QHostAddress(text).isLoopback();
    });
    return loopback != addresses.end() ? *loopback : addresses.first();
}

QString ownUrl(const QStringList &hosts, quint16 port)
{
    QString host = ownAddress(hosts);
    if (host == kIpv4Loopback)
        host = QStringLiteral("localhost");
    else if (host.contains(u':'))
        host = u'[' + host.replace(u'%', QStringLiteral("%25")) + u']';
    return QStringLiteral("http://%1:%2").arg(host).arg(port);
}

} // namespace proxy
