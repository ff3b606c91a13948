// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/rewrite/credentials.h"

#include "proxy/message/pathclass.h"
#include "proxy/rewrite/headerrewriter.h"
#include "proxy/rewrite/targetrewriter.h"

#include <algorithm>
#include <string_view>

namespace proxy {

namespace {

constexpr QByteArrayView kBearer = "bearer ";
constexpr FieldNames kCredentialHeaders({"authorization", "x-api-key", "x-goog-api-key"});

bool isCredentialParameter(QByteArrayView name)
{
    return name == "key" || name == "auth_token";
}

/// Whether the query may name one of them; few do.
bool mayHoldKey(const QByteArray &target)
{
    const qsizetype query = target.indexOf('?');
    if (query < 0)
        return false;
    const std::string_view parameters(target.data() + query,
                                      static_cast<size_t>(target.size() - query));
    const auto holds = [parameters](auto text) { return parameters.find(text) != parameters.npos; };
    return holds('%') || holds('+') || holds("key") || holds("auth_token");
}

/// The key in a credential header, as the backend reads it: a value without scheme is taken whole.
QByteArrayView keyIn(QByteArrayView value)
{
    if (value.size() > kBearer.size() && equalsIgnoringCase(value.first(kBearer.size()), kBearer))
        value = value.sliced(kBearer.size());
    return value.trimmed();
}

/// Takes as long for a near miss as for a far one.
bool equalsInConstantTime(QByteArrayView a, QByteArrayView b)
{
    if (a.size() != b.size())
        return false;
    int difference = 0;
    for (qsizetype i = 0; i < a.size(); ++i)
        difference |= a[i] ^ b[i];
    return difference == 0;
}

bool isAmong(QByteArrayView key, const QList<QByteArray> &keys)
{
    bool found = false;
    for (const QByteArray &candidate : keys)
        found |= !candidate.isEmpty() && equalsInConstantTime(key, candidate);
    return found;
}

bool presentsBackendKey(const UpstreamRequest &request, bool mayHaveKey,
                        const UpstreamAccess &access)
{
    // What is this proxy's key too would be taken out, and nothing put in its place.
    const auto isBackendKey = [&access](QByteArrayView key) {
        return (equalsInConstantTime(key, access.apiKey) || isAmong(key, access.backendKeys))
               && !isAmong(key, access.proxyKeys);
    };
    for (size_t i = 0; i < request.headers.size(); ++i) {
        const HeaderList::Field field = request.headers.at(i);
        if (kCredentialHeaders.contains(field.name) && isBackendKey(keyIn(field.value)))
            return true;
    }
    return mayHaveKey
           && hasParameter(request.target, [&](QByteArrayView name, QByteArrayView value) {
                  return isCredentialParameter(name) && isBackendKey(value);
              });
}

void replaceCredentials(UpstreamRequest &request, bool mayHaveKey, const UpstreamKeyField &key)
{
    HeaderList &headers = request.headers;
    bool placed = false;
    for (size_t i = 0; i < headers.size();) {
        if (!kCredentialHeaders.contains(headers.at(i).name)) {
            ++i;
        } else if (placed) {
            headers.removeAt(i);
        } else {
            headers.replaceAt(i, key.name, key.value);
            placed = true;
            ++i;
        }
    }
    if (!placed)
        headers.append(key.name, key.value);
    if (mayHaveKey)
        request.target = withoutParameters(request.target, [](QByteArrayView name, QByteArrayView) {
            return isCredentialParameter(name);
        });
    request.carriesUpstreamKey = true;
}

void removeKeys(UpstreamRequest &request, const QList<QByteArray> &keys)
{
    HeaderList &headers = request.headers;
    for (size_t i = headers.size(); i-- > 0;) {
        if (kCredentialHeaders.contains(headers.at(i).name)
            && isAmong(keyIn(headers.at(i).value), keys))
            headers.removeAt(i);
    }
    request.target =
        withoutParameters(request.target, [&keys](QByteArrayView name, QByteArrayView value) {
            return isCredentialParameter(name) && isAmong(value, keys);
        });
}

/// An Origin as settings hold it: in lower case and without its scheme's own port (RFC 6454 6.2).
QString comparableOrigin(QByteArrayView origin)
{
    QString text = QString::fromLatin1(origin).toLower();
    for (const auto &[scheme, port] :
         {std::pair {"http://", ":80"}, std::pair {"https://", ":443"}}) {
        if (text.startsWith(QLatin1StringView(scheme)) && text.endsWith(QLatin1StringView(port)))
            text.chop(QLatin1StringView(port).size());
    }
    return text;
}

} // namespace

bool isForeignOrigin(const HeaderList &headers, const QStringList &allowedOrigins)
{
    const auto origins = headers.all("origin");
    // A page of an allowed origin is another site than we are, and its browser says so.
    if (!origins.empty())
        return std::any_of(origins.begin(), origins.end(), [&](QByteArrayView origin) {
            return !allowedOrigins.contains(comparableOrigin(origin), Qt::CaseInsensitive);
        });
    const auto sites = headers.all("sec-fetch-site");
    return std::any_of(sites.begin(), sites.end(), [](QByteArrayView site) {
        return !equalsIgnoringCase(site, "none") && !equalsIgnoringCase(site, "same-origin");
    });
}

void applyCredentials(const RequestHead &head, const UpstreamAccess &access,
                      UpstreamRequest &request)
{
    const bool mayInject = !access.apiKey.isEmpty()
                           && mayCarryUpstreamKey(classifyPath(head.normalisedPath))
                           && !isForeignOrigin(head.headers, access.allowedOrigins);
    const bool mayHaveKey = mayInject && mayHoldKey(request.target);
    if (mayInject && !presentsBackendKey(request, mayHaveKey, access)) {
        replaceCredentials(request, mayHaveKey, access.keyField);
        return;
    }
    if (!access.proxyKeys.isEmpty())
        removeKeys(request, access.proxyKeys);
}

} // namespace proxy
