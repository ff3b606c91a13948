// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/http/proxyheader.h"

#include "proxy/http/trustedproxies.h"

#include <QtEndian>

#include <algorithm>

namespace proxy {

namespace {

constexpr QByteArrayView kSignature("\r\n\r\n\0\r\nQUIT\n", 12);
constexpr QByteArrayView kVersion1 = "PROXY ";
constexpr qsizetype kFixed = 16; ///< signature, version and command, family, length
constexpr unsigned kVersion2 = 2;
constexpr unsigned kLocal = 0;
constexpr unsigned kProxy = 1;
constexpr unsigned kTcp4 = 0x11;
constexpr unsigned kTcp6 = 0x21;
constexpr qsizetype kAddresses4 = 12;
constexpr qsizetype kAddresses6 = 36;

bool mayBecome(QByteArrayView bytes, QByteArrayView whole)
{
    const qsizetype size = std::min(bytes.size(), whole.size());
    return bytes.first(size) == whole.first(size);
}

ProxyHeader refused(Text problem)
{
    return {.state = ProxyHeader::State::Refused, .problem = std::move(problem)};
}

/// False: the addresses don't fit into what the header says of its length.
bool readAddresses(unsigned family, QByteArrayView data, ProxyHeader &header)
{
    const auto port = [&data](qsizetype at) {
        return qFromBigEndian<quint16>(data.sliced(at, 2).data());
    };
    if (family == kTcp4) {
        if (data.size() < kAddresses4)
            return false;
        header.source = QHostAddress(qFromBigEndian<quint32>(data.data()));
        header.sourcePort = port(8);
        return true;
    }
    if (family == kTcp6) {
        if (data.size() < kAddresses6)
            return false;
        Q_IPV6ADDR address {};
        std::copy_n(data.begin(), sizeof(address), reinterpret_cast<char *>(&address));
        header.source = plainAddress(QHostAddress(address));
        header.sourcePort = port(32);
        return true;
    }
    header.source = QHostAddress(QHostAddress::AnyIPv4);
    return true;
}

} // namespace

ProxyHeader readProxyHeader(QByteArrayView bytes)
{
    if (bytes.size() >= kVersion1.size() && bytes.startsWith(kVersion1))
        return refused(Text::english("The PROXY protocol is read in version 2 alone: let the "
                                     "balancer send that (send-proxy-v2)."));
    if (!mayBecome(bytes, kSignature))
        return {.state = mayBecome(bytes, kVersion1) ? ProxyHeader::State::Incomplete
                                                     : ProxyHeader::State::Absent};
    if (bytes.size() < kFixed)
        return {};
    const auto versionAndCommand = static_cast<unsigned char>(bytes[12]);
    const auto family = static_cast<unsigned char>(bytes[13]);
    const qsizetype length = qFromBigEndian<quint16>(bytes.sliced(14, 2).data());
    const unsigned command = versionAndCommand & 0x0FU;
    if (versionAndCommand >> 4U != kVersion2 || (command != kLocal && command != kProxy))
        return refused(Text::english("The header of the PROXY protocol is of an unknown kind."));
    if (kFixed + length > ProxyHeader::kMaxBytes)
        return refused(Text::english("The header of the PROXY protocol is too large."));
    if (bytes.size() < kFixed + length)
        return {};
    ProxyHeader header {.state = ProxyHeader::State::Complete, .bytes = kFixed + length};
    if (command == kProxy && !readAddresses(family, bytes.sliced(kFixed, length), header))
        return refused(Text::english("The header of the PROXY protocol is shorter than its "
                                     "addresses."));
    return header;
}

} // namespace proxy
