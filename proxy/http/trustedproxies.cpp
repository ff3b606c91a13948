// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/http/trustedproxies.h"

#include <QString>

#include <algorithm>

namespace proxy {

namespace {

constexpr qsizetype kLongestAddress = 64;

const QHostAddress &someMachine()
{
    static const QHostAddress kAddress(QHostAddress::AnyIPv4);
    return kAddress;
}

/// "192.0.2.1", "192.0.2.1:4711", "2001:db8::1", "[2001:db8::1]:4711"; null for anything else.
QHostAddress addressIn(QByteArrayView text)
{
    if (text.size() > kLongestAddress)
        return {};
    if (text.startsWith('[')) {
        const qsizetype end = text.indexOf(']');
        text = end < 0 ? QByteArrayView() : text.sliced(1, end - 1);
    } else if (std::count(text.begin(), text.end(), ':') == 1) {
        text = text.first(text.indexOf(':'));
    }
    // "1" and "127.1" are addresses to inet_aton.
    if (!text.contains(':') && std::count(text.begin(), text.end(), '.') != 3)
        return {};
    // A number with a leading zero is octal to some.
    for (qsizetype at = 0; !text.contains(':') && at + 1 < text.size(); ++at) {
        const bool isFirst = at == 0 || text[at - 1] == '.';
        if (isFirst && text[at] == '0' && text[at + 1] != '.')
            return {};
    }
    return plainAddress(QHostAddress(QString::fromLatin1(text)));
}

} // namespace

TrustedProxies::TrustedProxies(const QStringList &networks)
{
    for (const QString &network : networks) {
        const auto parsed = QHostAddress::parseSubnet(network);
        if (!parsed.first.isNull())
            m_networks.push_back(parsed);
    }
}

bool TrustedProxies::contains(const QHostAddress &address) const
{
    if (m_networks.empty())
        return false;
    const QHostAddress plain = plainAddress(address);
    return std::any_of(m_networks.begin(), m_networks.end(),
                       [&plain](const auto &network) { return plain.isInSubnet(network); });
}

QHostAddress TrustedProxies::clientOf(const QHostAddress &peer, const HeaderList &headers) const
{
    if (!contains(peer))
        return peer;
    QHostAddress client = peer;
    int hops = 0;
    const std::vector<QByteArrayView> fields = headers.all("x-forwarded-for");
    for (auto field = fields.rbegin(); field != fields.rend(); ++field) {
        const std::vector<QByteArrayView> members = listMembers(*field);
        for (auto member = members.rbegin(); member != members.rend(); ++member) {
            const QHostAddress named = addressIn(*member);
            if (named.isNull() || ++hops > kMostHops)
                return someMachine();
            client = believable(client, named);
            if (!contains(client))
                return client;
        }
    }
    return client;
}

QHostAddress believable(const QHostAddress &namer, const QHostAddress &named)
{
    return named.isLoopback() && !namer.isLoopback() ? someMachine() : named;
}

QHostAddress plainAddress(const QHostAddress &address)
{
    bool isIPv4 = false;
    const quint32 ipv4 = address.toIPv4Address(&isIPv4);
    QHostAddress plain = isIPv4 ? QHostAddress(ipv4) : address;
    plain.setScopeId(QString());
    return plain;
}

} // namespace proxy
