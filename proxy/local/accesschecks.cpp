// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/local/accesschecks.h"

#include <QCryptographicHash>

#include <algorithm>
#include <array>

namespace proxy {

namespace {

constexpr std::array kCredentialFields {"x-llm-proxy-key", "authorization", "x-api-key",
                                        "x-goog-api-key"};

QByteArrayView withoutScheme(QByteArrayView value)
{
    constexpr QByteArrayView kBearer = "bearer ";
    if (value.size() > kBearer.size() && equalsIgnoringCase(value.first(kBearer.size()), kBearer))
        return value.sliced(kBearer.size()).trimmed();
    return value;
}

bool isKnown(QByteArrayView presented, const QList<QByteArray> &keys)
{
    // All keys are compared, so that the time does not tell which one came close.
    bool found = false;
    for (const QByteArray &key : keys)
        found = equalsInConstantTime(presented, key) || found;
    return found;
}

void appendKeysInQuery(const RequestHead &head, QList<QByteArray> &keys)
{
    const qsizetype question = head.target.indexOf('?');
    if (question < 0)
        return;
    for (const QByteArray &parameter : head.target.mid(question + 1).split('&')) {
        const qsizetype equals = parameter.indexOf('=');
        const QByteArray name =
            QByteArray::fromPercentEncoding(parameter.first(std::max<qsizetype>(equals, 0)));
        if (name == "key" || name == "auth_token")
            keys << QByteArray::fromPercentEncoding(parameter.mid(equals + 1));
    }
}

/// What became of a named client's key is said in its list, wherever else it stands.
bool presentsKey(const RequestHead &head, const QList<QByteArray> &keys,
                 const QList<QByteArray> &named)
{
    if (keys.isEmpty())
        return false;
    const QList<QByteArray> presented = presentedKeys(head);
    return std::any_of(presented.begin(), presented.end(), [&](const QByteArray &key) {
        return isKnown(key, keys) && !isKnown(key, named);
    });
}

Error unauthorized(const Text &detail)
{
    return {.code = ErrorCode::Unauthorized, .source = ErrorSource::Client, .detail = detail};
}

/// The one who presents a key may hear what became of it.
Error keyRefusal(PresentedClient::State state, const RequestHead &head)
{
    if (state == PresentedClient::State::Expired)
        return unauthorized(Text::english("this proxy key has expired"));
    if (state == PresentedClient::State::Revoked)
        return unauthorized(Text::english("this proxy key was revoked"));
    const QList<QByteArray> keys = presentedKeys(head);
    if (std::any_of(keys.begin(), keys.end(), [](const auto &key) { return !key.isEmpty(); }))
        return unauthorized(Text::english("the key of this request is none of this proxy's: send "
                                          "a proxy key as X-LLM-Proxy-Key or as the API key of "
                                          "your client"));
    return unauthorized(Text::english("a proxy key is required: send it as X-LLM-Proxy-Key or as "
                                      "the API key of your client"));
}

/// bin/health and a supervisor's probes carry no key.
bool needsNoKey(const RequestHead &head, PathClass pathClass)
{
    return pathClass == PathClass::Local
           && (head.peer.isLoopback() || head.normalisedPath == "/livez"
               || head.normalisedPath == "/readyz");
}

} // namespace

std::optional<Error> accessRefusal(const RequestHead &head, PathClass pathClass,
                                   const ServerSettings &settings, const PresentedClient &named)
{
    const bool isLocalPeer = head.peer.isLoopback();
    if (!isLocalPeer && isLoopbackOnly(pathClass) && !settings.remoteManagement)
        return Error {.code = ErrorCode::Forbidden,
                      .source = ErrorSource::Client,
                      .detail =
                          Text::english("this route is only for the machine the proxy runs on")};
    if (!settings.asksForKey() || needsNoKey(head, pathClass)
        || named.state == PresentedClient::State::Known
        || presentsKey(head, settings.apiKeys, named.keys))
        return std::nullopt;
    return keyRefusal(named.state, head);
}

QList<QByteArray> presentedKeys(const RequestHead &head)
{
    QList<QByteArray> keys;
    for (const char *field : kCredentialFields) {
        for (const QByteArrayView value : head.headers.all(field))
            keys << withoutScheme(value).toByteArray();
    }
    appendKeysInQuery(head, keys);
    return keys;
}

bool equalsInConstantTime(QByteArrayView a, QByteArrayView b)
{
    if (b.isEmpty())
        return false;
    auto difference = static_cast<unsigned>(a.size() != b.size());
    for (qsizetype at = 0; at < a.size(); ++at)
        difference |= static_cast<unsigned char>(a[at] ^ b[at % b.size()]);
    return difference == 0;
}

QByteArrayView presentedCredential(const RequestHead &head)
{
    for (const char *field : kCredentialFields) {
        if (const auto value = head.headers.first(field))
            return *value;
    }
    return {};
}

QByteArray credentialFingerprint(QByteArrayView credential)
{
    constexpr qsizetype kDigits = 8;
    if (credential.isEmpty())
        return QByteArrayLiteral("none");
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData("llm-proxy client key:");
    hash.addData(credential);
    return hash.result().toHex().first(kDigits);
}

} // namespace proxy
