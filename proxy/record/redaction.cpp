// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/record/redaction.h"

#include "proxy/config/setting.h"
#include "proxy/message/headerlist.h"

#include <algorithm>
#include <array>

namespace proxy {

namespace {

constexpr qsizetype kMaxTarget = 2048;
constexpr std::array kSecretParameters {"key",    "auth_token", "token", "access_token", "api_key",
                                        "apikey", "code",       "state", "password",     "secret"};
constexpr qsizetype kMaxValue = 1024;
/// A field whose name holds one of these carries a credential, whoever invented it.
constexpr std::array kSecretWords {"authorization", "api-key",  "apikey", "cookie",
                                   "secret",        "password", "passwd", "credential",
                                   "session-token", "csrf"};
constexpr std::array kSecretEnds {"-key", "-token", "_key", "_token", "-auth", "-jwt"};
/// How keys of the usual services begin.
constexpr std::array kKeyBeginnings {
    "sk-",         "sk_",  "pk-", "rk_",  "AIza", "ya29.", "ghp_", "gho_",   "ghs_", "ghu_", "hf_",
    "github_pat_", "gsk_", "eyJ", "AKIA", "ASIA", "xox",   "AQ.",  "glpat-", "xai-", "sess-"};
/// Random by nature, and what one asks the provider's support with.
constexpr std::array kRandomNames {"request-id", "x-request-id", "cf-ray", "etag"};
constexpr qsizetype kShortestKey = 12;
constexpr qsizetype kLongestPlainWord = 40;

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

bool isSecretName(QByteArrayView name)
{
    const QByteArray lower = name.toByteArray().toLower();
    const auto holds = [&lower](const char *word) { return lower.contains(word); };
    const auto ends = [&lower](const char *word) { return lower.endsWith(word); };
    return std::any_of(kSecretWords.begin(), kSecretWords.end(), holds)
           || std::any_of(kSecretEnds.begin(), kSecretEnds.end(), ends);
}

bool isKeyByte(char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z')
           || (byte >= 'A' && byte <= 'Z') || byte == '-' || byte == '_' || byte == '.'
           || byte == '+' || byte == '/' || byte == '~';
}

bool beginsLikeKey(QByteArrayView word)
{
    const auto begins = [word](const char *beginning) { return word.startsWith(beginning); };
    return std::any_of(kKeyBeginnings.begin(), kKeyBeginnings.end(), begins);
}

/// A long word that nobody wrote: one run with digits, or both cases and digits mixed.
bool looksRandom(QByteArrayView word)
{
    const auto has = [word](char from, char to) {
        return std::any_of(word.begin(), word.end(),
                           [from, to](char byte) { return byte >= from && byte <= to; });
    };
    const bool isMixed = has('0', '9') && has('a', 'z') && has('A', 'Z');
    const bool isOneRun = word.size() > kLongestPlainWord && has('0', '9') && word.indexOf('-') < 0
                          && word.indexOf('.') < 0;
    return isOneRun || (isMixed && word.size() >= 2 * kShortestKey && word.indexOf('/') < 0);
}

QByteArray masked(QByteArrayView secret)
{
    return maskedSecret(secret).toUtf8();
}

QByteArray withoutKeys(QByteArrayView value, bool isRandom)
{
    QByteArray out;
    for (qsizetype at = 0; at < value.size();) {
        qsizetype end = at;
        while (end < value.size() && isKeyByte(value[end]))
            ++end;
        const QByteArrayView word = value.sliced(at, end - at);
        const bool isKey = word.size() >= kShortestKey
                           && (beginsLikeKey(word) || (!isRandom && looksRandom(word)));
        out.append(isKey ? masked(word) : word.toByteArray());
        if (end < value.size())
            out.append(value[end++]);
        at = end;
    }
    return out;
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
    if (value.isEmpty())
        return {};
    if (isSecretName(name))
        return masked(value);
    value = value.first(std::min(value.size(), kMaxValue));
    const bool isRandom = isIn(kRandomNames, name);
    return value.contains('?') ? withoutKeys(redactedTarget(value), isRandom)
                               : withoutKeys(value, isRandom);
}

} // namespace proxy
