// SPDX-License-Identifier: LicenseRef-Private
// What names a client: a header of the PROXY protocol in pieces, X-Forwarded-For of a trusted
// proxy, and the list of named clients.
#include "proxy/config/namedclients.h"
#include "proxy/http/proxyheader.h"
#include "proxy/http/trustedproxies.h"

#include <cstdint>
#include <cstdlib>

using proxy::HeaderList;
using proxy::ProxyHeader;
using proxy::readProxyHeader;
using proxy::TrustedProxies;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

/// What is complete stays so with each further byte, and no earlier piece was called anything else.
void readHeader(QByteArrayView bytes)
{
    const ProxyHeader whole = readProxyHeader(bytes);
    require((whole.state == ProxyHeader::State::Refused) == !whole.problem.isEmpty());
    if (whole.state != ProxyHeader::State::Complete)
        return;
    require(whole.bytes >= 16 && whole.bytes <= bytes.size()
            && whole.bytes <= ProxyHeader::kMaxBytes);
    const ProxyHeader alone = readProxyHeader(bytes.first(whole.bytes));
    require(alone.state == ProxyHeader::State::Complete && alone.source == whole.source
            && alone.sourcePort == whole.sourcePort);
    for (qsizetype size = 0; size < whole.bytes; ++size)
        require(readProxyHeader(bytes.first(size)).state == ProxyHeader::State::Incomplete);
}

/// Who is not trusted says nothing of itself; who is always names somebody.
void readForwarded(const QByteArray &value)
{
    static const TrustedProxies trusted(
        {QStringLiteral("10.0.0.0/8"), QStringLiteral("2001:db8::/32")});
    HeaderList headers;
    headers.append("X-Forwarded-For", value);
    const QHostAddress stranger(QStringLiteral("198.51.100.1"));
    require(trusted.clientOf(stranger, headers) == stranger);
    const QHostAddress client = trusted.clientOf(QHostAddress(QStringLiteral("10.0.0.1")), headers);
    require(!client.isNull());
}

void readClients(const QByteArray &text)
{
    const auto clients = proxy::parseNamedClients(text);
    if (!clients)
        return;
    require(qsizetype(clients->size()) <= proxy::kMostNamedClients);
    for (const auto &client : *clients)
        require(!client->name.isEmpty() && client->keyHash.size() == 32);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    readHeader(bytes);
    readForwarded(bytes);
    readClients(bytes);
    return 0;
}
