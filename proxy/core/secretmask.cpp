// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/core/secretmask.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace proxy {

namespace {

/// No value beside a name and no part of a URL is looked at beyond this.
constexpr qsizetype kMaxValue = 1024;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isUpper(char c)
{
    return c >= 'A' && c <= 'Z';
}

bool isLetter(char c)
{
    return isUpper(c) || (c >= 'a' && c <= 'z');
}

bool isAlnum(char c)
{
    return isLetter(c) || isDigit(c);
}

bool isWord(char c)
{
    return isAlnum(c) || c == '_';
}

bool isHex(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f');
}

bool isUpperAlnum(char c)
{
    return isUpper(c) || isDigit(c);
}

bool isBase64Url(char c)
{
    return isWord(c) || c == '-';
}

bool isBase64(char c)
{
    return isAlnum(c) || c == '+' || c == '/' || c == '=';
}

/// RFC 6750, section 2.1: b64token.
bool isBearer(char c)
{
    return isBase64(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

bool isPath(char c)
{
    return isWord(c) || c == '/' || c == '-';
}

bool isSpace(char c)
{
    return c == ' ' || c == '\t';
}

/// A token whose issuer gave it a mark to be found by.
struct Shape
{
    QByteArrayView prefix;
    bool (*isPart)(char);
    qsizetype least; ///< characters after the prefix
    qsizetype most = kMaxValue;
};

// From the issuers' documentation and the rules of secret scanners, 2026-11.
constexpr std::array kShapes {
    Shape {"AGE-SECRET-KEY-1", isUpperAlnum, 50},
    Shape {"ABIA", isUpperAlnum, 16, 16},
    Shape {"ACCA", isUpperAlnum, 16, 16},
    Shape {"AIza", isBase64Url, 35, 35},
    Shape {"AKIA", isUpperAlnum, 16, 16},
    Shape {"ASIA", isUpperAlnum, 16, 16},
    Shape {"ATATT3x", isBearer, 40},
    Shape {"GOCSPX-", isBase64Url, 20},
    Shape {"NRAK-", isUpperAlnum, 27, 27},
    Shape {"PMAK-", isBase64Url, 40},
    Shape {"SG.", isBearer, 60},
    Shape {"SK", isHex, 32, 32},
    Shape {"dapi", isHex, 32, 32},
    Shape {"dckr_pat_", isBase64Url, 20},
    Shape {"discord.com/api/webhooks/", isPath, 60},
    Shape {"doo_v1_", isHex, 64, 64},
    Shape {"dop_v1_", isHex, 64, 64},
    Shape {"dor_v1_", isHex, 64, 64},
    Shape {"dp.pt.", isAlnum, 40},
    Shape {"fc-", isHex, 32, 32},
    Shape {"figd_", isBase64Url, 30},
    Shape {"gho_", isAlnum, 36},
    Shape {"ghp_", isAlnum, 36},
    Shape {"ghr_", isAlnum, 36},
    Shape {"ghs_", isBearer, 36},
    Shape {"ghu_", isAlnum, 36},
    Shape {"github_pat_", isWord, 40},
    Shape {"glpat-", isBearer, 20},
    Shape {"glptt-", isHex, 40},
    Shape {"glrt-", isBearer, 20},
    Shape {"glsa_", isWord, 40},
    Shape {"gsk_", isAlnum, 40},
    Shape {"hf_", isAlnum, 30},
    Shape {"hooks.slack.com/services/", isPath, 40},
    Shape {"hvb.", isBase64Url, 24},
    Shape {"hvs.", isBase64Url, 24},
    Shape {"key-", isHex, 32, 32},
    Shape {"lin_api_", isAlnum, 32},
    Shape {"lsv2_", isWord, 32},
    Shape {"npm_", isAlnum, 36},
    Shape {"ntn_", isAlnum, 40},
    Shape {"nvapi-", isBase64Url, 40},
    Shape {"pplx-", isAlnum, 40},
    Shape {"pscale_pw_", isBase64Url, 32},
    Shape {"pscale_tkn_", isBase64Url, 32},
    Shape {"pul-", isHex, 40, 40},
    Shape {"pypi-AgEI", isBase64Url, 50},
    Shape {"r8_", isAlnum, 37, 37},
    Shape {"rk_live_", isAlnum, 16},
    Shape {"rk_test_", isAlnum, 16},
    Shape {"rubygems_", isHex, 48, 48},
    Shape {"sbp_", isHex, 40, 40},
    Shape {"shpat_", isHex, 32, 32},
    Shape {"shpss_", isHex, 32, 32},
    Shape {"sk_live_", isAlnum, 16},
    Shape {"sk_test_", isAlnum, 16},
    Shape {"sq0csp-", isBase64Url, 40},
    Shape {"tskey-", isBase64Url, 20},
    Shape {"tvly-", isBase64Url, 24},
    Shape {"whsec_", isBase64, 24},
    Shape {"xai-", isAlnum, 60},
    Shape {"xapp-", isBase64Url, 30},
    Shape {"xoxa-", isBase64Url, 20},
    Shape {"xoxb-", isBase64Url, 20},
    Shape {"xoxe-", isBase64Url, 20},
    Shape {"xoxp-", isBase64Url, 20},
    Shape {"xoxr-", isBase64Url, 20},
    Shape {"xoxs-", isBase64Url, 20},
    Shape {"ya29.", isBearer, 30},
};

/// By a first character the first shape that begins with it, for kShapes is in the order of the
/// bytes; the number of shapes where there is none.
constexpr auto kFirstShape = [] {
    std::array<quint8, 256> first {};
    first.fill(quint8(kShapes.size()));
    for (size_t at = kShapes.size(); at > 0; --at)
        first[static_cast<unsigned char>(kShapes[at - 1].prefix[0])] = quint8(at - 1);
    return first;
}();

/// The ends of names, in lower case without "_" and "-", whose value is a secret.
constexpr std::array<QByteArrayView, 19> kSecretNames {
    "password",      "passwd",     "passphrase", "passwort",        "pwd",
    "secret",        "token",      "apikey",     "accesskey",       "secretkey",
    "accountkey",    "privatekey", "authkey",    "credential",      "authorization",
    "secretkeybase", "sessionid",  "pass",       "subscriptionkey",
};

/// The characters that one of kSecretNames ends with. Most words end with another.
constexpr auto kLastOfName = [] {
    std::array<bool, 256> last {};
    for (const QByteArrayView name : kSecretNames)
        last[static_cast<unsigned char>(name[name.size() - 1])] = true;
    return last;
}();

qsizetype runLength(QByteArrayView text, qsizetype at, bool (*isPart)(char))
{
    const qsizetype end = std::min(text.size(), at + kMaxValue);
    qsizetype here = at;
    while (here < end && isPart(text[here]))
        ++here;
    return here - at;
}

int countIf(QByteArrayView text, bool (*isCounted)(char))
{
    return int(std::count_if(text.begin(), text.end(), isCounted));
}

/// Bits of entropy a character.
double entropyOf(QByteArrayView text)
{
    std::array<int, 256> counts {};
    for (const char c : text)
        ++counts[static_cast<unsigned char>(c)];
    double bits = 0;
    for (const int count : counts) {
        if (count > 0) {
            const double share = double(count) / double(text.size());
            bits -= share * std::log2(share);
        }
    }
    return bits;
}

/// Words and short numbers between separators, as a name, a version or a path has them.
bool isMadeOfWords(QByteArrayView value)
{
    constexpr qsizetype kShortNumber = 4;
    qsizetype letters = 0;
    qsizetype digits = 0;
    for (const char c : value) {
        if (isLetter(c)) {
            if (digits > 0)
                return false;
            ++letters;
        } else if (isDigit(c)) {
            if (++digits > (letters > 0 ? 2 : kShortNumber))
                return false;
        } else if (QByteArrayView("-_./:@").contains(c)) {
            letters = digits = 0;
        } else {
            return false;
        }
    }
    return true;
}

/// Whether a value that stands beside a secret's name is one, not code that fetches it.
bool looksRandom(QByteArrayView value)
{
    constexpr qsizetype kLeast = 8;
    constexpr double kLeastEntropy = 2.75;
    if (value.size() < kLeast || countIf(value, isLetter) == 0 || countIf(value, isDigit) == 0)
        return false;
    for (const char c : value) {
        if (QByteArrayView(" ()[]{}<>$`\"'\\").contains(c))
            return false;
    }
    return !value.contains("::") && !value.contains("->") && !isMadeOfWords(value)
           && entropyOf(value) >= kLeastEntropy;
}

/// A quoted value so long that it is no code, whatever signs it has.
bool isLongAndRandom(QByteArrayView value)
{
    constexpr qsizetype kLong = 24;
    constexpr double kLeastEntropy = 3.8;
    return value.size() >= kLong && countIf(value, isDigit) > 1 && countIf(value, isLetter) > 1
           && !value.contains("${") && !value.contains("{{") && !isMadeOfWords(value)
           && entropyOf(value) >= kLeastEntropy;
}

/// Walks over one text and copies it without its secrets.
class Masker final
{
public:
    explicit Masker(const QByteArray &text)
        : m_text(text)
    { }

    MaskedText run()
    {
        while (m_at < m_text.size()) {
            if (!step())
                ++m_at;
        }
        return finish();
    }

private:
    /// Returns whether m_at moved.
    bool step()
    {
        const char c = m_text[m_at];
        const bool isBoundary = m_at == 0 || !isWord(m_text[m_at - 1]);
        if (c == '-' && (maskPrivateKey() || maskRestOfKey()))
            return true;
        if (c == ':' && maskUrlPassword())
            return true;
        if (!isBoundary || !isAlnum(c))
            return false;
        return maskShape() || maskLongShape() || maskNamedValue();
    }

    [[nodiscard]] QByteArrayView rest() const { return m_text.sliced(m_at); }

    void mask(qsizetype begin, qsizetype end)
    {
        m_out.append(m_text.sliced(m_copied, begin - m_copied)).append(kMaskedSecret);
        m_copied = m_at = end;
        ++m_masked;
    }

    bool maskShape()
    {
        const char first = m_text[m_at];
        const Shape *shape = kShapes.data() + kFirstShape[static_cast<unsigned char>(first)];
        for (; shape != kShapes.data() + kShapes.size() && shape->prefix.front() == first;
             ++shape) {
            // Each has two characters at least; the second one tells most words apart.
            if (m_at + 1 >= m_text.size() || m_text[m_at + 1] != shape->prefix[1]
                || !rest().startsWith(shape->prefix))
                continue;
            const qsizetype begin = m_at + shape->prefix.size();
            const qsizetype length = runLength(m_text, begin, shape->isPart);
            if (length < shape->least || length > shape->most)
                continue;
            mask(m_at, begin + length);
            return true;
        }
        return false;
    }

    /// Shapes that take more than a prefix.
    bool maskLongShape()
    {
        if (rest().startsWith("sk-"))
            return maskModelKey();
        if (rest().startsWith("eyJ"))
            return maskWebToken();
        if (isDigit(m_text[m_at]))
            return maskBotToken();
        const char first = m_text[m_at];
        if (first != 'b' && first != 'B')
            return false;
        constexpr qsizetype kLeastBearer = 16;
        constexpr QByteArrayView kBearer = "bearer ";
        if (rest()
                .first(std::min(rest().size(), kBearer.size()))
                .compare(kBearer, Qt::CaseInsensitive)
            != 0)
            return false;
        const qsizetype begin = m_at + kBearer.size();
        const qsizetype length = runLength(m_text, begin, isBearer);
        const QByteArrayView token = m_text.sliced(begin, length);
        if (length < kLeastBearer || countIf(token, isDigit) == 0 || isMadeOfWords(token))
            return false;
        mask(begin, begin + length);
        return true;
    }

    /// Anthropic's, OpenAI's and others' keys; a style sheet has such names too.
    bool maskModelKey()
    {
        constexpr qsizetype kLeast = 20;
        constexpr int kManyDigits = 6;
        const qsizetype length = runLength(m_text, m_at, isBase64Url);
        const QByteArrayView token = m_text.sliced(m_at, length);
        const int digits = countIf(token, isDigit);
        if (length < kLeast || digits < 2 || (countIf(token, isUpper) == 0 && digits < kManyDigits)
            || isMadeOfWords(token))
            return false;
        mask(m_at, m_at + length);
        return true;
    }

    /// Telegram's: the number of a bot and 35 characters.
    bool maskBotToken()
    {
        constexpr qsizetype kToken = 35;
        const qsizetype colon = m_at + runLength(m_text, m_at, isDigit);
        if (colon - m_at < 8 || colon - m_at > 10 || !isAt(colon, ":")
            || runLength(m_text, colon + 1, isBase64Url) != kToken)
            return false;
        mask(m_at, colon + 1 + kToken);
        return true;
    }

    /// RFC 7519: three parts in base64url; the first two are JSON objects.
    bool maskWebToken()
    {
        constexpr qsizetype kLeastPart = 10;
        const qsizetype head = m_at + runLength(m_text, m_at, isBase64Url);
        if (head - m_at < kLeastPart || !m_text.sliced(head).startsWith(".eyJ"))
            return false;
        const qsizetype body = head + 1 + runLength(m_text, head + 1, isBase64Url);
        if (body - head < kLeastPart || body >= m_text.size() || m_text[body] != '.')
            return false;
        mask(m_at, body + 1 + runLength(m_text, body + 1, isBase64Url));
        return true;
    }

    /// RFC 7468, and the older forms of it.
    bool maskPrivateKey()
    {
        constexpr QByteArrayView kBegin = "-----BEGIN ";
        constexpr qsizetype kLongestLabel = 64;
        if (!rest().startsWith(kBegin))
            return false;
        const QByteArrayView label =
            rest()
                .sliced(kBegin.size())
                .first(std::min(rest().size() - kBegin.size(), kLongestLabel));
        const qsizetype labelEnd = label.indexOf("-----");
        if (labelEnd < 0 || !label.first(labelEnd).contains("PRIVATE KEY"))
            return false;
        const qsizetype begin = m_at + kBegin.size() + labelEnd + 5;
        const qsizetype end = m_text.indexOf("-----END ", begin);
        // What was cut off behind it is the key's too.
        mask(begin, end < 0 ? m_text.size() : end);
        if (end >= 0)
            m_at = std::min(m_text.size(), end + kBegin.size());
        return true;
    }

    /// The end of a private key whose beginning was cut off.
    bool maskRestOfKey()
    {
        constexpr QByteArrayView kEnd = "-----END ";
        constexpr qsizetype kLongestLabel = 64;
        if (!rest().startsWith(kEnd))
            return false;
        const QByteArrayView label = rest().first(std::min(rest().size(), kLongestLabel));
        if (!label.contains("PRIVATE KEY-----"))
            return false;
        qsizetype begin = m_at;
        while (begin > m_copied
               && (isBase64(m_text[begin - 1]) || m_text[begin - 1] == '\n'
                   || m_text[begin - 1] == '\r'))
            --begin;
        const qsizetype end = m_at;
        mask(begin, end);
        m_at = end + kEnd.size();
        return true;
    }

    /// RFC 3986, section 3.2.1: the password of the user information, or a token in its place.
    bool maskUrlPassword()
    {
        if (!rest().startsWith("://") || m_at == 0 || !isAlnum(m_text[m_at - 1]))
            return false;
        constexpr qsizetype kLeastToken = 20;
        const qsizetype begin = m_at + 3;
        const qsizetype length = runLength(m_text, begin, [](char c) {
            return static_cast<unsigned char>(c) > 0x20
                   && !QByteArrayView("/?#\"'<>`\\").contains(c);
        });
        // A password that was not encoded may hold the sign itself.
        const qsizetype at = begin + m_text.sliced(begin, length).lastIndexOf('@');
        if (at <= begin)
            return false;
        const QByteArrayView user = m_text.sliced(begin, at - begin);
        const qsizetype colon = user.indexOf(':');
        const QByteArrayView secret = user.sliced(colon + 1);
        const bool isToken = secret.size() >= kLeastToken && countIf(secret, isDigit) > 0;
        if (secret.isEmpty() || secret == kMaskedSecret || secret.contains('{')
            || secret.contains('$') || (colon < 0 && !isToken))
            return false;
        mask(begin + colon + 1, at);
        return true;
    }

    /// A name, a separator and a value; m_at moves behind the name in any case.
    bool maskNamedValue()
    {
        const qsizetype begin = m_at;
        const qsizetype end = begin + runLength(m_text, begin, isBase64Url);
        const QByteArrayView before = m_text.sliced(m_wordBegin, m_wordEnd - m_wordBegin);
        const bool isPair = m_wordEnd + 1 == begin && m_text[m_wordEnd] == ' ';
        const bool isSecret = namesSecret({}, m_text.sliced(begin, end - begin))
                              || (isPair && namesSecret(before, m_text.sliced(begin, end - begin)));
        m_wordBegin = begin;
        m_wordEnd = end;
        m_at = end;
        if (isSecret)
            maskValueBehind(end, begin > 1 && m_text[begin - 1] == '-' && m_text[begin - 2] == '-');
        return true;
    }

    /// Whether the two words, written as one, end with the name of a secret.
    [[nodiscard]] static bool namesSecret(QByteArrayView before, QByteArrayView name)
    {
        const char end = name[name.size() - 1];
        if (!kLastOfName[static_cast<unsigned char>(isUpper(end) ? end + ('a' - 'A') : end)]
            && end != '_' && end != '-')
            return false;
        const auto endsWith = [&](QByteArrayView known) {
            qsizetype left = known.size();
            for (const QByteArrayView word : {name, before}) {
                for (qsizetype at = word.size() - 1; at >= 0 && left > 0; --at) {
                    const char c = word[at];
                    if (c == '_' || c == '-')
                        continue;
                    if ((isUpper(c) ? char(c + ('a' - 'A')) : c) != known[--left])
                        return false;
                }
            }
            return left == 0;
        };
        return std::any_of(kSecretNames.begin(), kSecretNames.end(), endsWith);
    }

    [[nodiscard]] bool isAt(qsizetype at, QByteArrayView chars) const
    {
        return at < m_text.size() && chars.contains(m_text[at]);
    }

    [[nodiscard]] qsizetype behindSpaces(qsizetype at) const
    {
        while (at < m_text.size() && isSpace(m_text[at]))
            ++at;
        return at;
    }

    /// A quote, escaped where the text is JSON within a text.
    [[nodiscard]] qsizetype behindQuote(qsizetype at) const
    {
        const qsizetype quote = isAt(at, "\\") ? at + 1 : at;
        return isAt(quote, "\"'`") ? quote + 1 : at;
    }

    /// Where the value begins of the name that ends at @p nameEnd; -1: none follows.
    [[nodiscard]] qsizetype valueBegin(qsizetype nameEnd, bool isOption) const
    {
        qsizetype at = behindQuote(nameEnd);
        if (isAt(at, "]"))
            ++at;
        if (isAt(at, ">")) // an element of XML
            return at + 1;
        const qsizetype separator = behindSpaces(at);
        if (isAt(separator, ":=|")) {
            at = separator;
            while (isAt(at, ":=>|"))
                ++at;
            at = behindSpaces(at);
            // YAML and forms write it below.
            if (isAt(at, "\r\n"))
                at = behindSpaces(m_text.sliced(at).startsWith("\r\n") ? at + 2 : at + 1);
            return at;
        }
        if (separator > at && m_text.sliced(separator).startsWith("is "))
            return behindSpaces(separator + 3);
        return isOption && separator > at ? separator : -1;
    }

    void maskValueBehind(qsizetype nameEnd, bool isOption)
    {
        constexpr QByteArrayView kBasic = "Basic ";
        constexpr qsizetype kLeastBasic = 8;
        qsizetype begin = valueBegin(nameEnd, isOption);
        if (begin < 0 || m_valuesLeft <= 0)
            return;
        if (m_text.sliced(begin).startsWith(kBasic)) {
            begin += kBasic.size();
            const qsizetype length = runLength(m_text, begin, isBase64);
            if (length >= kLeastBasic)
                mask(begin, begin + length);
            return;
        }
        const qsizetype unquoted = begin;
        begin = behindQuote(begin);
        const bool isQuoted = begin > unquoted;
        const char quote = isQuoted ? m_text[begin - 1] : ' ';
        const qsizetype limit = std::min(m_text.size(), begin + kMaxValue);
        qsizetype at = begin;
        while (at<limit &&static_cast<unsigned char>(m_text[at])> 0x20 && m_text[at] != '\\'
               && (isQuoted ? m_text[at] != quote : !isAt(at, ",;\"')}]><&|")))
            ++at;
        m_valuesLeft -= at - begin;
        const QByteArrayView value = m_text.sliced(begin, at - begin);
        if (looksRandom(value) || (isQuoted && isLongAndRandom(value)))
            mask(begin, at);
    }

    MaskedText finish()
    {
        if (m_masked == 0)
            return {};
        m_out.append(m_text.sliced(m_copied));
        return {.text = std::move(m_out), .masked = m_masked};
    }

    QByteArrayView m_text;
    QByteArray m_out;
    qsizetype m_at = 0;
    qsizetype m_copied = 0; ///< what is before stands in m_out
    qsizetype m_wordBegin = 0; ///< the latest word
    qsizetype m_wordEnd = 0;
    int m_masked = 0;
    /// How many characters of values are still looked at: "token:token:…" would be read again and
    /// again.
    qsizetype m_valuesLeft = 8 * m_text.size();
};

} // namespace

MaskedText maskSecrets(const QByteArray &utf8)
{
    MaskedText masked = Masker(utf8).run();
    if (masked.masked == 0)
        masked.text = utf8;
    return masked;
}

} // namespace proxy
