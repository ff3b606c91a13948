// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/storeaddress.h"

#include "proxy/config/settingrow.h"

#include <QUrl>

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace proxy {
namespace {

constexpr qsizetype kLongestCredential = 512;

tl::unexpected<Error> wrongAddress(Text detail)
{
    return tl::unexpected(invalidValue(std::move(detail)));
}

std::optional<int> databaseOf(const QString &path)
{
    if (path.isEmpty() || path == "/"_L1)
        return 0;
    const QStringView digits = QStringView(path).mid(1);
    const bool isNumber = digits.size() <= 4
                          && std::all_of(digits.begin(), digits.end(),
                                         [](QChar c) { return c >= u'0' && c <= u'9'; });
    return isNumber ? std::optional(digits.toInt()) : std::nullopt;
}

} // namespace

QString StoreAddress::shown() const
{
    QUrl url;
    url.setScheme(isTls ? u"rediss"_s : u"redis"_s);
    url.setHost(host);
    url.setPort(port);
    if (!user.isEmpty())
        url.setUserName(QString::fromUtf8(user), QUrl::DecodedMode);
    if (database > 0)
        url.setPath(u'/' + QString::number(database));
    return url.toString();
}

Result<StoreAddress> parseStoreAddress(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    if (!url.isValid() || (url.scheme() != "redis"_L1 && url.scheme() != "rediss"_L1))
        return wrongAddress(Text::english("is no URL of the scheme redis or rediss"));
    if (url.host().isEmpty())
        return wrongAddress(Text::english("names no host"));
    if (url.port(1) == 0)
        return wrongAddress(Text::english("port 0 cannot be reached"));
    if (url.hasQuery() || url.hasFragment())
        return wrongAddress(Text::english("it has a query or a fragment"));
    const std::optional<int> database = databaseOf(url.path());
    if (!database)
        return wrongAddress(Text::english("its path is no number of a database"));
    StoreAddress address {.host = url.host(),
                          .port = quint16(url.port(StoreAddress::kPort)),
                          .isTls = url.scheme() == "rediss"_L1,
                          .user = url.userName(QUrl::FullyDecoded).toUtf8(),
                          .password = url.password(QUrl::FullyDecoded).toUtf8(),
                          .database = *database};
    if (std::max(address.user.size(), address.password.size()) > kLongestCredential)
        return wrongAddress(Text::english("its user or password is too long"));
    if (!address.user.isEmpty() && address.password.isEmpty())
        return wrongAddress(Text::english("it names a user without a password"));
    return address;
}

QString maskedStoreUrl(const QString &url)
{
    if (url.isEmpty())
        return {};
    const auto address = parseStoreAddress(url);
    return address ? address->shown() : u"…"_s;
}

} // namespace proxy
