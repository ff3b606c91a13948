// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/http/hostnames.h"

#include "proxy/message/headerlist.h"

#include <algorithm>
#include <cstring>

namespace proxy {

namespace {

bool isAlphanumeric(char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z')
           || (byte >= 'A' && byte <= 'Z');
}

/// RFC 3986 3.2.2: unreserved, sub-delims, and the percent sign of an escape.
bool isNameByte(char byte)
{
    return isAlphanumeric(byte) || (byte != 0 && std::strchr("-._~!$&'()*+,;=%", byte) != nullptr);
}

bool isBracketByte(char byte)
{
    return isAlphanumeric(byte) || byte == ':' || byte == '.';
}

bool isPort(QByteArrayView port)
{
    return port.size() <= 5
           && std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

HostNames::HostNames(const QStringList &configured)
    : m_names {"localhost", "127.0.0.1", "[::1]"}
{
    for (const QString &name : configured) {
        QByteArray text = name.trimmed().toLower().toUtf8();
        if (text.contains(':') && !text.startsWith('['))
            text = '[' + text + ']';
        if (!text.isEmpty())
            m_names.push_back(text);
    }
}

bool HostNames::contains(QByteArrayView host) const
{
    return std::any_of(m_names.begin(), m_names.end(),
                       [host](const QByteArray &name) { return equalsIgnoringCase(name, host); });
}

std::optional<QByteArrayView> hostOf(QByteArrayView authority)
{
    qsizetype end = 0;
    if (authority.startsWith('[')) {
        end = authority.indexOf(']') + 1;
        if (end < 3
            || !std::all_of(authority.begin() + 1, authority.begin() + end - 1, isBracketByte))
            return std::nullopt;
    } else {
        end = authority.indexOf(':');
        if (end < 0)
            end = authority.size();
        if (!std::all_of(authority.begin(), authority.begin() + end, isNameByte))
            return std::nullopt;
    }
    const QByteArrayView rest = authority.sliced(end);
    if (!rest.isEmpty() && (rest.front() != ':' || !isPort(rest.sliced(1))))
        return std::nullopt;
    return authority.first(end);
}

} // namespace proxy
