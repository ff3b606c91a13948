// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/checkedtext.h"

#include "proxy/config/settingrow.h"

#include <QHostAddress>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace proxy {
namespace {

bool isVisibleAscii(const QString &text)
{
    return std::all_of(text.begin(), text.end(),
                       [](QChar c) { return c.unicode() > 0x20 && c.unicode() < 0x7f; });
}

tl::unexpected<Error> wrong(Text detail)
{
    return tl::unexpected(invalidValue(std::move(detail)));
}

QString withoutBrackets(const QString &text)
{
    return text.startsWith(u'[') && text.endsWith(u']') ? text.mid(1, text.size() - 2) : text;
}

Result<void> checkUrlParts(const QUrl &url, const QString &text)
{
    if (!url.isValid() || url.scheme().isEmpty())
        return wrong(Text::english("\"%1\" is not a URL", {text}));
    if (url.scheme() != "http"_L1 && url.scheme() != "https"_L1)
        return wrong(Text::english("\"%1:\" is not a scheme that is spoken here", {url.scheme()}));
    if (url.host().isEmpty())
        return wrong(Text::english("\"%1\" names no host", {text}));
    if (url.port(1) == 0)
        return wrong(Text::english("port 0 cannot be reached"));
    if (url.hasQuery() || url.hasFragment())
        return wrong(Text::english("it has a query or a fragment"));
    return {};
}

} // namespace

Result<QByteArray> checkedSecret(const QString &text)
{
    if (text.size() > 4096)
        return wrong(Text::english("is longer than 4096 characters"));
    if (!isVisibleAscii(text))
        return wrong(Text::english("holds a character that cannot stand in a header"));
    return text.toLatin1();
}

Result<QString> checkedModel(const QString &text)
{
    if (text.size() > 256 || !isVisibleAscii(text))
        return wrong(Text::english("\"%1\" is not a model name", {text.left(80)}));
    return text;
}

Result<QString> checkedAddress(const QString &text)
{
    if (text.compare("localhost"_L1, Qt::CaseInsensitive) == 0)
        return u"localhost"_s;
    QHostAddress address;
    // "1" and "127.1" are addresses to inet_aton; here they are typing errors.
    const QString bare = withoutBrackets(text);
    const bool complete = bare.contains(u':') || bare.count(u'.') == 3;
    if (!complete || !address.setAddress(bare))
        return wrong(Text::english("\"%1\" is not an IP address", {text}));
    // An IPv4 address that is written as IPv6 is bound as what it is.
    const QString mapped = u"::ffff:"_s;
    const QString canonical = address.toString();
    return canonical.startsWith(mapped) && canonical.contains(u'.') ? canonical.mid(mapped.size())
                                                                    : canonical;
}

Result<QString> checkedNetwork(const QString &text)
{
    const qsizetype slash = text.indexOf(u'/');
    const auto address = checkedAddress(slash < 0 ? text : text.left(slash));
    if (!address || *address == u"localhost"_s)
        return wrong(Text::english("\"%1\" is not an address or network", {text}));
    if (slash < 0)
        return *address;
    bool isNumber = false;
    const int prefix = text.mid(slash + 1).toInt(&isNumber);
    const int most = address->contains(u':') ? 128 : 32;
    if (!isNumber || prefix < 0 || prefix > most)
        return wrong(Text::english("\"%1\" is not an address or network", {text}));
    if (prefix == 0)
        return wrong(Text::english("\"%1\" would trust everybody", {text}));
    return u"%1/%2"_s.arg(*address).arg(prefix);
}

Result<QString> checkedHostName(const QString &text)
{
    QHostAddress address;
    if (address.setAddress(withoutBrackets(text)))
        return address.toString();
    const auto isNameCharacter = [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'-' || c == u'.'
               || c == u'_';
    };
    const QString lower = text.toLower();
    if (lower.size() > 253 || lower.startsWith(u'.')
        || !std::all_of(lower.begin(), lower.end(), isNameCharacter))
        return wrong(Text::english("\"%1\" is not a host name without port", {text.left(80)}));
    return lower;
}

Result<QString> checkedOrigin(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    const bool bare = url.isValid() && !url.scheme().isEmpty() && !url.host().isEmpty()
                      && (url.path().isEmpty() || url.path() == "/"_L1) && !url.hasQuery()
                      && !url.hasFragment() && url.userInfo().isEmpty();
    if (!bare)
        return wrong(Text::english("\"%1\" is not an origin", {text.left(80)}));
    const int implied = url.scheme() == "https"_L1 ? 443 : url.scheme() == "http"_L1 ? 80 : -1;
    // As browsers write it: names of other alphabets in their form for DNS.
    const QString name = url.host(QUrl::FullyEncoded);
    const QString host = name.contains(u':') ? u"[%1]"_s.arg(name) : name;
    const QString port = url.port(implied) == implied ? QString() : u":%1"_s.arg(url.port());
    return url.scheme() + u"://"_s + host + port;
}

Result<QUrl> checkedUrl(const QString &text, UrlPath path)
{
    QUrl url(text, QUrl::StrictMode);
    // Checked first and without quoting: what stands there may be a password.
    if (!url.userInfo().isEmpty() || text.contains(u'@'))
        return wrong(Text::english("it holds a user name or password"));
    if (const auto parts = checkUrlParts(url, text); !parts)
        return tl::unexpected(parts.error());
    QString rest = url.path();
    while (rest.endsWith(u'/'))
        rest.chop(1);
    if (path == UrlPath::Prefix && rest.endsWith("/v1"_L1))
        return wrong(
            Text::english("it ends with the path \"/v1\", which every request brings itself"));
    url.setPath(rest);
    return url;
}

} // namespace proxy
