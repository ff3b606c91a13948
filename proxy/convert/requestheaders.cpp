// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/convert/requestheaders.h"

namespace proxy {

namespace {

constexpr QByteArrayView kBearer = "Bearer ";

void removePrefixed(HeaderList &headers, QByteArrayView prefix)
{
    for (size_t i = headers.size(); i-- > 0;) {
        const QByteArrayView name = headers.at(i).name;
        if (name.size() >= prefix.size() && equalsIgnoringCase(name.first(prefix.size()), prefix))
            headers.removeAt(i);
    }
}

void askForIdentity(HeaderList &headers)
{
    headers.set("Accept-Encoding", "identity");
}

} // namespace

void adaptHeadersForOpenAi(HeaderList &headers)
{
    const std::optional<QByteArrayView> key = headers.first("X-Api-Key");
    if (key && !headers.contains("Authorization"))
        headers.append("Authorization", kBearer.toByteArray() + key->toByteArray());
    headers.removeAll("X-Api-Key");
    removePrefixed(headers, "anthropic-");
    askForIdentity(headers);
}

void adaptHeadersForAnthropic(HeaderList &headers)
{
    const QByteArray authorization =
        headers.first("Authorization").value_or(QByteArrayView()).toByteArray();
    const bool isBearer = authorization.size() > kBearer.size()
                          && equalsIgnoringCase(authorization.first(kBearer.size()), kBearer);
    const QByteArray token = isBearer ? authorization.mid(kBearer.size()).trimmed() : QByteArray();
    // Every endpoint of this kind takes keys as X-Api-Key, and OAuth tokens as Bearer alone.
    if (isBearer && !token.startsWith("sk-ant-oat")) {
        headers.removeAll("Authorization");
        if (!headers.contains("X-Api-Key"))
            headers.append("X-Api-Key", token);
    }
    removePrefixed(headers, "openai-");
    if (!headers.contains("anthropic-version"))
        headers.append("anthropic-version", "2023-06-01");
    askForIdentity(headers);
}

void describeBody(HeaderList &headers, qint64 bytes)
{
    headers.removeAll("Content-Encoding");
    headers.removeAll("Transfer-Encoding");
    headers.set("Content-Type", "application/json");
    headers.set("Content-Length", QByteArray::number(bytes));
}

} // namespace proxy
