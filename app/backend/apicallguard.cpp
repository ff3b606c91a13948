// SPDX-License-Identifier: LicenseRef-Private
#include "app/backend/apicallguard.h"

#include "app/backend/jsontext.h"

#include <QRegularExpression>

#include <arpa/inet.h>

#include <cstring>

namespace app::backend {

namespace {

using namespace Qt::StringLiterals;

struct Target
{
    QString host; ///< lower case, no brackets, no trailing dots
    int port = -1;
    QString path; ///< decoded
};

std::optional<Target> parseTarget(const QString &text)
{
    // Only plain ASCII authorities: what is escaped, international or odd is read differently by
    // different programs.
    static const QRegularExpression shape(
        uR"(^(https?)://(?:[A-Za-z0-9._~!$&'()*+,;=:%-]*@)?(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?([/?#][\x21-\x7E]*)?\z)"_s,
        QRegularExpression::CaseInsensitiveOption);
    const auto match = shape.match(text);
    if (!match.hasMatch() || text.contains(u'\\'))
        return std::nullopt;
    Target target;
    target.host = match.captured(2).toLower();
    if (target.host.startsWith(u'['))
        target.host = target.host.mid(1, target.host.size() - 2);
    while (target.host.endsWith(u'.'))
        target.host.chop(1);
    const bool secure = match.captured(1).toLower() == u"https";
    target.port = match.captured(3).isEmpty() ? (secure ? 443 : 80) : match.captured(3).toInt();
    const QByteArray path = match.captured(4).section(u'?', 0, 0).section(u'#', 0, 0).toUtf8();
    target.path = QString::fromUtf8(QByteArray::fromPercentEncoding(path));
    if (target.host.isEmpty())
        return std::nullopt;
    return target;
}

/// Numbers as programs take them for an address, "127.1" and "0x7f000001" included.
QHostAddress addressOf(const QString &host)
{
    in_addr v4 {};
    if (::inet_aton(host.toLatin1().constData(), &v4) != 0)
        return QHostAddress(ntohl(v4.s_addr));
    QHostAddress address(host);
    bool mapped = false;
    const quint32 inner = address.toIPv4Address(&mapped);
    return mapped ? QHostAddress(inner) : address;
}

bool isLoopbackName(const QString &host)
{
    static const QStringList names {u"localhost"_s, u"localhost.localdomain"_s, u"ip6-localhost"_s,
                                    u"ip6-loopback"_s};
    return names.contains(host) || host.endsWith(".localhost"_L1);
}

/// The IPv4 address inside an IPv6 one that only wraps it (RFC 4291 2.5.5, RFC 6052).
QHostAddress unwrapped(const QHostAddress &address)
{
    if (address.protocol() != QAbstractSocket::IPv6Protocol)
        return address;
    const Q_IPV6ADDR bytes = address.toIPv6Address();
    static constexpr quint8 kNat64[12] {0, 0x64, 0xff, 0x9b};
    static constexpr quint8 kZero[12] {};
    const bool wraps =
        std::memcmp(bytes.c, kNat64, 12) == 0
        || (std::memcmp(bytes.c, kZero, 12) == 0 && (bytes.c[12] | bytes.c[13]) != 0);
    if (!wraps)
        return address;
    return QHostAddress((quint32(bytes.c[12]) << 24) | (quint32(bytes.c[13]) << 16)
                        | (quint32(bytes.c[14]) << 8) | bytes.c[15]);
}

bool isLoopbackAddress(const QHostAddress &address)
{
    if (address.protocol() == QAbstractSocket::IPv4Protocol) {
        const quint32 first = address.toIPv4Address() >> 24;
        return first == 127 || first == 0; // 0.0.0.0 connects to this machine
    }
    return address == QHostAddress(QHostAddress::LocalHostIPv6)
           || address == QHostAddress(QHostAddress::AnyIPv6);
}

bool isManagementPath(const QString &path)
{
    static const QRegularExpression management(u"(^|/)v0/+management(/|$)"_s,
                                               QRegularExpression::CaseInsensitiveOption);
    return management.match(path).hasMatch();
}

QString backendHost(const QUrl &backend)
{
    QString host = backend.host(QUrl::FullyEncoded).toLower();
    if (host.startsWith(u'['))
        host = host.mid(1, host.size() - 2);
    while (host.endsWith(u'.'))
        host.chop(1);
    return host;
}

std::optional<QString> whyTargetRefused(const QString &text, const QUrl &backend,
                                        const QList<QHostAddress> &ownAddresses)
{
    const auto target = parseTarget(text.trimmed());
    if (!target)
        return u"\"url\" must be a plain http or https address with an ASCII host"_s;
    const QHostAddress address = unwrapped(addressOf(target->host));
    if (isLoopbackName(target->host) || isLoopbackAddress(address))
        return u"the target is this machine's loopback (%1)"_s.arg(target->host);
    const int backendPort = backend.port(backend.scheme() == u"https" ? 443 : 80);
    if (target->port == backendPort
        && (target->host == backendHost(backend) || ownAddresses.contains(address)))
        return u"the target is the backend itself"_s;
    if (isManagementPath(target->path))
        return u"the target is a management route"_s;
    return std::nullopt;
}

} // namespace

std::optional<QString> whyCallRefused(const QByteArray &body, const QUrl &backend,
                                      const QList<QHostAddress> &ownAddresses)
{
    const auto members = topLevelMembers(body);
    if (!members)
        return u"the body must be a JSON object"_s;
    for (const auto &[name, value] : *members) {
        if (name.compare("url", Qt::CaseInsensitive) != 0)
            continue;
        if (!value)
            return u"\"url\" must be a string"_s;
        if (auto why = whyTargetRefused(QString::fromUtf8(*value), backend, ownAddresses))
            return why;
    }
    return std::nullopt;
}

} // namespace app::backend
