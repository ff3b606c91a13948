// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/record/redaction.h"

#include "proxy/config/setting.h"
#include "proxy/message/headerlist.h"

#include <QVarLengthArray>

#include <algorithm>
#include <array>

namespace proxy {

namespace {

constexpr qsizetype kMaxTarget = 2048;
/// Those of a query that say nothing by themselves: an OAuth callback's, a signed URL's.
constexpr std::array kSecretParameters {"code", "state", "sid", "pin", "otp", "assertion"};
constexpr qsizetype kMaxValue = 1024;
/// A field or parameter whose name holds one of these, its words written together, carries a
/// credential, whoever invented it.
constexpr std::array<QByteArrayView, 19> kSecretWords {
    "authorization", "apikey",     "cookie",     "secret",         "password",
    "passwd",        "passphrase", "credential", "sessiontoken",   "accesstoken",
    "refreshtoken",  "idtoken",    "authtoken",  "csrf",           "xsrf",
    "signature",     "bearer",     "privatekey", "clientassertion"};
/// As the last word of a name: "subscription-key", "authToken", "token[0]".
constexpr std::array kSecretEnds {"key", "token", "auth", "jwt", "pwd", "pass", "sig"};
/// What stands between these and a white space is a credential (RFC 9110 11.1).
constexpr std::array kSchemes {"bearer", "basic", "token", "negotiate"};
/// How keys of the usual services begin.
constexpr std::array<QByteArrayView, 21> kKeyBeginnings {
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

bool isLetter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

bool isDigit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/// As the receiver reads it, and whoever decodes once more behind it.
QByteArray decoded(QByteArrayView text)
{
    constexpr int kMostTimes = 4;
    QByteArray plain = text.toByteArray();
    for (int times = 0; times < kMostTimes && plain.contains('%'); ++times) {
        QByteArray next = QByteArray::fromPercentEncoding(plain);
        if (next == plain)
            break;
        plain = std::move(next);
    }
    return plain;
}

/// The words of a name in small letters, written together: apiKey, api-key, API_KEY and
/// api.key[0] are alike.
struct NameWords
{
    QVarLengthArray<char, 64> letters;
    qsizetype lastWord = 0; ///< where it begins
};

NameWords wordsOf(QByteArrayView name)
{
    NameWords words;
    bool isInside = false;
    char before = 0;
    for (const char byte : name) {
        const bool isUpper = byte >= 'A' && byte <= 'Z';
        const bool begins = isUpper && before >= 'a' && before <= 'z';
        before = byte;
        if (!isLetter(byte)) {
            isInside = false;
            continue;
        }
        if (!isInside || begins)
            words.lastWord = words.letters.size();
        isInside = true;
        words.letters.append(static_cast<char>(byte | 0x20));
    }
    return words;
}

bool isSecretName(QByteArrayView name)
{
    const NameWords words = wordsOf(name);
    const QByteArrayView together(words.letters.constData(), words.letters.size());
    const auto holds = [together](QByteArrayView word) {
        return word.size() <= together.size() && together.contains(word);
    };
    return std::any_of(kSecretWords.begin(), kSecretWords.end(), holds)
           || isIn(kSecretEnds, together.sliced(words.lastWord));
}

bool isKeyByte(char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z')
           || (byte >= 'A' && byte <= 'Z') || byte == '-' || byte == '_' || byte == '.'
           || byte == '+' || byte == '/' || byte == '~';
}

/// Where in the word a key begins: at its start, or behind a dot or the like
/// ("openai-insecure-api-key.sk-…", as browsers give one); -1: nowhere.
qsizetype beginningOfKey(QByteArrayView word)
{
    for (qsizetype at = 0; at + kShortestKey <= word.size(); ++at) {
        if (at > 0 && (isLetter(word[at - 1]) || isDigit(word[at - 1])))
            continue;
        const QByteArrayView rest = word.sliced(at);
        const auto begins = [rest](QByteArrayView beginning) {
            return rest.front() == beginning.front() && rest.startsWith(beginning);
        };
        if (std::any_of(kKeyBeginnings.begin(), kKeyBeginnings.end(), begins))
            return at;
    }
    return -1;
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

/// What stands before a word makes it one: "api_key: x", "token=x", "Bearer x".
bool isAnnounced(QByteArrayView former, QByteArrayView between)
{
    const bool isAssigned = between.contains('=') || between.contains(':');
    const bool isSpace = !between.isEmpty() && between.trimmed().isEmpty();
    return (isAssigned && isSecretName(former)) || (isSpace && isIn(kSchemes, former));
}

QByteArray wordWithoutKey(QByteArrayView word, bool isRandom)
{
    if (const qsizetype at = beginningOfKey(word); at >= 0)
        return word.first(at).toByteArray() + masked(word.sliced(at));
    return !isRandom && looksRandom(word) ? masked(word) : word.toByteArray();
}

QByteArray withoutKeys(QByteArrayView value, bool isRandom)
{
    QByteArray out;
    QByteArrayView former;
    for (qsizetype at = 0; at < value.size();) {
        const qsizetype gap = at;
        while (at < value.size() && !isKeyByte(value[at]))
            ++at;
        const QByteArrayView between = value.sliced(gap, at - gap);
        const qsizetype begin = at;
        while (at < value.size() && isKeyByte(value[at]))
            ++at;
        const QByteArrayView word = value.sliced(begin, at - begin);
        out.append(between);
        // "key:" and "Bearer" announce what follows and are no secret themselves.
        if (!word.isEmpty() && isAnnounced(former, between) && !isIn(kSchemes, word))
            out.append(masked(word));
        else
            out.append(wordWithoutKey(word, isRandom));
        former = word;
    }
    return out;
}

/// Nothing in it begins like a key, announces one, or hides one by its coding. Nearly every target
/// and parameter is such, and each request has some.
bool isHarmless(QByteArrayView text)
{
    const auto tells = [](char byte) {
        return byte == '%' || byte == ':' || byte == '=' || byte == '@' || byte <= ' ';
    };
    return std::none_of(text.begin(), text.end(), tells) && beginningOfKey(text) < 0;
}

/// Keys of the usual services only: paths and values are full of random ids.
QByteArray withoutUsualKeys(QByteArrayView text)
{
    if (isHarmless(text))
        return text.toByteArray();
    const QByteArray plain = decoded(text);
    QByteArray safe = withoutKeys(plain, true);
    // What holds none stays as it was written.
    return safe == plain ? text.toByteArray() : safe.replace('&', "%26").replace('?', "%3F");
}

void appendWithoutUsualKeys(QByteArray &out, QByteArrayView text)
{
    if (isHarmless(text))
        out.append(text);
    else
        out.append(withoutUsualKeys(text));
}

void appendParameter(QByteArray &out, QByteArrayView parameter)
{
    const qsizetype equals = parameter.indexOf('=');
    const QByteArrayView written = equals < 0 ? parameter : parameter.first(equals);
    // "key%3Dvalue": a name that is a whole parameter for who decodes it.
    if (equals < 0) {
        appendWithoutUsualKeys(out, parameter);
        return;
    }
    const QByteArray name = written.contains('%') ? decoded(written) : QByteArray();
    const QByteArrayView plainName = name.isNull() ? written : QByteArrayView(name);
    appendWithoutUsualKeys(out, written);
    out.append('=');
    if (isSecretName(plainName) || isIn(kSecretParameters, plainName))
        out.append("***");
    else
        appendWithoutUsualKeys(out, parameter.sliced(equals + 1));
}

/// "https://user:password@host/": what stands before the at sign of an authority.
QByteArray withoutUserInfo(QByteArrayView value)
{
    QByteArray out = value.toByteArray();
    for (qsizetype at = out.indexOf("://"); at >= 0; at = out.indexOf("://", at + 3)) {
        qsizetype end = at + 3;
        while (end < out.size() && out[end] > ' '
               && !QByteArrayView("/?#\"<>,;").contains(out[end]))
            ++end;
        const qsizetype sign = QByteArrayView(out).first(end).lastIndexOf('@');
        if (sign > at + 2)
            out.replace(at + 3, sign - at - 3, "***");
    }
    return out;
}

QByteArray withoutSecrets(QByteArrayView target)
{
    // What is cut off anyway need not be looked at; a key on the edge is masked with its beginning.
    constexpr qsizetype kLooked = 2 * kMaxTarget;
    target = target.first(std::min(target.size(), kLooked));
    const qsizetype question = target.indexOf('?');
    const QByteArrayView path = question < 0 ? target : target.first(question);
    QByteArray out;
    out.reserve(target.size());
    if (isHarmless(path))
        out.append(path);
    else
        out.append(withoutUsualKeys(withoutUserInfo(path)));
    if (question >= 0)
        out.append('?');
    qsizetype start = question + 1;
    while (question >= 0 && start <= target.size() && out.size() < kMaxTarget) {
        qsizetype end = start;
        while (end < target.size() && target[end] != '&' && target[end] != ';')
            ++end;
        appendParameter(out, target.sliced(start, end - start));
        if (end < target.size())
            out.append(target[end]);
        start = end + 1;
    }
    out.truncate(kMaxTarget);
    return out;
}

} // namespace

QByteArray redactedTarget(QByteArrayView target)
{
    // Clients ask the same few targets again and again.
    static thread_local struct
    {
        QByteArray target;
        QByteArray safe;
    } last;
    if (last.target != target)
        last = {target.toByteArray(), withoutSecrets(target)};
    return last.safe;
}

QByteArray redactedHeader(QByteArrayView name, QByteArrayView value)
{
    if (value.isEmpty())
        return {};
    if (isSecretName(name))
        return masked(value);
    value = value.first(std::min(value.size(), kMaxValue));
    const bool isRandom = isIn(kRandomNames, name);
    const QByteArray plain = withoutUserInfo(value);
    const QByteArray readable = value.contains('%') ? decoded(plain) : plain;
    const QByteArray safe = withoutKeys(readable, isRandom);
    // Encoded, it is shown as it came, as long as nothing hides in it.
    const QByteArray &shown = safe == readable ? plain : safe;
    return shown.contains('?') ? withoutKeys(redactedTarget(shown), isRandom) : shown;
}

} // namespace proxy
