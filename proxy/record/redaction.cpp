// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/record/redaction.h"

#include "proxy/message/headerlist.h"

#include <algorithm>
#include <array>

namespace proxy {

namespace {

constexpr qsizetype kMaxTarget = 2048;
constexpr std::array kSecretParameters {"key",    "auth_token", "token", "access_token", "api_key",
                                        "apikey", "code",       "state", "password",     "secret"};
constexpr std::array kSecretHeaders {"authorization",  "proxy-authorization", "x-api-key",
                                     "x-goog-api-key", "x-llm-proxy-key",     "x-management-key",
                                     "cookie",         "set-cookie"};

template <class Names> bool isIn(const Names &names, QByteArrayView name)
{
    return std::any_of(names.begin(), names.end(),
                       [name](const char *known) { return equalsIgnoringCase(name, known); });
}

void appendParameter(QByteArray &out, QByteArrayView parameter)
{
    const qsizetype equals = parameter.indexOf('=');
    // Percent-encoded names could hide a key: compare what the receiver will see.
    const QByteArray name = QByteArray::fromPercentEncoding(
        (equals < 0 ? parameter : parameter.first(equals)).toByteArray());
    if (equals < 0 || !isIn(kSecretParameters, name))
        out.append(parameter);
    else
        out.append(parameter.first(equals + 1)).append("***");
}

} // namespace

QByteArray redactedTarget(QByteArrayView target)
{
    const qsizetype question = target.indexOf('?');
    if (question < 0)
        return target.first(std::min(target.size(), kMaxTarget)).toByteArray();
    QByteArray out = target.first(question + 1).toByteArray();
    qsizetype start = question + 1;
    while (start <= target.size() && out.size() < kMaxTarget) {
        qsizetype end = target.indexOf('&', start);
        if (end < 0)
            end = target.size();
        appendParameter(out, target.sliced(start, end - start));
        if (end < target.size())
            out.append('&');
        start = end + 1;
    }
    return out.first(std::min(out.size(), kMaxTarget));
}

QByteArray redactedHeader(QByteArrayView name, QByteArrayView value)
{
    if (!isIn(kSecretHeaders, name))
        return value.toByteArray();
    return value.size() < 12 ? QByteArray("***") : "***" + value.last(4).toByteArray();
}

} // namespace proxy
