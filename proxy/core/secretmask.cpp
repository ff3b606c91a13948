// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/core/secretmask.h"

#include "proxy/core/secretshapes.h"
#include "proxy/core/secretvalues.h"

#include <algorithm>
#include <array>

namespace proxy {

namespace {

qsizetype runLength(QByteArrayView text, qsizetype at, bool (*isPart)(char))
{
    const qsizetype end = std::min(text.size(), at + kMaxSecret);
    qsizetype here = at;
    while (here < end && isPart(text[here]))
        ++here;
    return here - at;
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
        if (c == '-' && (maskPrivateKey() || maskRestOfKey() || maskUserOption()))
            return true;
        if (c == ':' && maskUrlPassword())
            return true;
        if ((c == ':' || c == '=' || c == kFullWidthColon[0]) && maskBehindForeignName())
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
        for (const SecretShape &shape : secretShapesFrom(m_text[m_at])) {
            // Each has two characters at least; the second one tells most words apart.
            if (m_at + 1 >= m_text.size() || m_text[m_at + 1] != shape.prefix[1]
                || !rest().startsWith(shape.prefix))
                continue;
            const qsizetype begin = m_at + shape.prefix.size();
            const qsizetype length = runLength(m_text, begin, shape.isPart);
            if (length < shape.least || length > shape.most)
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

    /// The private lines of a PuTTY key, up to the code that is taken of them.
    bool maskPuttyKey(qsizetype nameEnd)
    {
        constexpr QByteArrayView kEnd = "Private-MAC";
        const qsizetype line = m_text.indexOf('\n', nameEnd);
        if (line < 0 || m_text.sliced(line + 1).startsWith(kMaskedSecret))
            return false;
        const qsizetype end = m_text.indexOf(kEnd, line);
        mask(line + 1, end < 0 ? m_text.size() : end);
        return true;
    }

    /// `curl -u name:password`, `--user name:password`.
    bool maskUserOption()
    {
        constexpr QByteArrayView kShort = "-u";
        constexpr QByteArrayView kLong = "--user";
        constexpr qsizetype kLongestLine = 1024;
        const QByteArrayView option = rest().startsWith(kShort) ? kShort : kLong;
        if (!rest().startsWith(option) || (m_at > 0 && !isSpace(m_text[m_at - 1])))
            return false;
        qsizetype begin = m_at + option.size();
        if (isAt(begin, " ="))
            ++begin;
        begin = behindQuote(begin);
        const qsizetype end = begin + runLength(m_text, begin, [](char c) {
                                  return static_cast<unsigned char>(c) > 0x20
                                         && !QByteArrayView("\"'`\\").contains(c);
                              });
        const QByteArrayView user = m_text.sliced(begin, end - begin);
        const qsizetype colon = user.indexOf(':');
        const QByteArrayView line = m_text.first(m_at).last(std::min(m_at, kLongestLine));
        if (colon <= 0 || user.contains('$') || user.contains('{') || colon + 1 == user.size()
            || user.sliced(colon + 1) == kMaskedSecret
            || line.sliced(line.lastIndexOf('\n') + 1).indexOf("curl") < 0)
            return false;
        mask(begin + colon + 1, end);
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
        const QByteArrayView name = m_text.sliced(begin, end - begin);
        const bool isOption = begin > 1 && m_text[begin - 1] == '-' && m_text[begin - 2] == '-';
        if (isSecret)
            maskValueBehind(end, isOption || isInNetrc(name, begin));
        else if (begin < m_cookiesEnd)
            maskValueBehind(end, false);
        else if (looksLikeSecret(name))
            maskBehindForeignSentence(begin);
        else if (name.size() == kCookie.size() || name.size() == kSetCookie.size())
            noteCookies(name, end);
        else if (name == "Private-Lines")
            maskPuttyKey(end);
        return true;
    }

    /// Whether a word is the name of a password in a .netrc: "login NAME password VALUE".
    [[nodiscard]] bool isInNetrc(QByteArrayView name, qsizetype begin) const
    {
        constexpr qsizetype kLongestEntry = 256;
        return name == "password"
               && m_text.first(begin).last(std::min(begin, kLongestEntry)).contains("login ");
    }

    /// RFC 6265: every value of a Cookie field may be a session's secret.
    void noteCookies(QByteArrayView name, qsizetype end)
    {
        if (name.compare(kCookie, Qt::CaseInsensitive) != 0
            && name.compare(kSetCookie, Qt::CaseInsensitive) != 0)
            return;
        if (!isAt(behindQuote(end), ":="))
            return;
        const QByteArrayView line = m_text.sliced(end, std::min(m_text.size() - end, kMaxSecret));
        const qsizetype length = line.indexOf('\n');
        m_cookiesEnd = end + (length < 0 ? line.size() : length);
    }

    /// A name in letters that are no word here, and its value.
    bool maskBehindForeignName()
    {
        qsizetype end = m_at;
        while (end > m_copied && (isSpace(m_text[end - 1]) || m_text[end - 1] == '"'))
            --end;
        if (!endsWithForeignSecretName(m_text.first(end)))
            return false;
        const qsizetype masked = m_masked;
        maskValueBehind(end, false);
        return m_masked > masked;
    }

    /// A name in letters that are no word here, "is", and its value at @p value.
    void maskBehindForeignSentence(qsizetype value)
    {
        const auto withoutSpaces = [this](qsizetype at) {
            while (at > m_copied && isSpace(m_text[at - 1]))
                --at;
            return at;
        };
        qsizetype end = withoutSpaces(value);
        for (const QByteArrayView verb : kVerbs) {
            const QByteArrayView word = verb.trimmed();
            if (!m_text.sliced(m_copied, end - m_copied).endsWith(word))
                continue;
            end = withoutSpaces(end - word.size());
            if (endsWithForeignSecretName(m_text.first(end)))
                maskValueBehind(end, false);
            return;
        }
    }

    [[nodiscard]] bool isAt(qsizetype at, QByteArrayView chars) const
    {
        return at < m_text.size() && chars.contains(m_text[at]);
    }

    /// "&name=", behind the value of the field before.
    [[nodiscard]] bool beginsFormField(qsizetype at) const
    {
        if (!isAt(at, "&"))
            return false;
        const qsizetype end = at + 1 + runLength(m_text, at + 1, isBase64Url);
        return isAt(end, "=") || end == at + 1;
    }

    [[nodiscard]] qsizetype behindSpaces(qsizetype at) const
    {
        while (at < m_text.size()) {
            if (isSpace(m_text[at])) {
                ++at;
                continue;
            }
            const auto blank = std::find_if(
                kForeignBlanks.begin(), kForeignBlanks.end(),
                [&](QByteArrayView known) { return m_text.sliced(at).startsWith(known); });
            if (static_cast<unsigned char>(m_text[at]) < 0x80 || blank == kForeignBlanks.end())
                break;
            at += blank->size();
        }
        return at;
    }

    /// A quote, escaped where the text is JSON within a text.
    [[nodiscard]] qsizetype behindQuote(qsizetype at) const
    {
        const qsizetype quote = isAt(at, "\\") ? at + 1 : at;
        return isAt(quote, "\"'`") ? quote + 1 : at;
    }

    /// A word of digits and letters of both cases: no word of a sentence.
    [[nodiscard]] static bool looksLikeSecret(QByteArrayView word)
    {
        constexpr qsizetype kLeast = 10;
        const auto has = [word](auto is) { return std::any_of(word.begin(), word.end(), is); };
        return word.size() >= kLeast && has(isUpper) && has(isDigit)
               && has([](char c) { return c >= 'a' && c <= 'z'; });
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
        const bool isFullWidth = m_text.sliced(separator).startsWith(kFullWidthColon);
        if (isFullWidth || isAt(separator, ":=|")) {
            at = separator + (isFullWidth ? kFullWidthColon.size() : 0);
            while (isAt(at, ":=>|"))
                ++at;
            at = behindSpaces(at);
            // YAML and forms write it below.
            if (isAt(at, "\r\n"))
                at = behindSpaces(m_text.sliced(at).startsWith("\r\n") ? at + 2 : at + 1);
            return at;
        }
        for (const QByteArrayView verb : kVerbs) {
            // Those of alphabets without spaces follow the name at once.
            const bool isWord = verb.endsWith(' ');
            if ((!isWord || separator > at) && m_text.sliced(separator).startsWith(verb))
                return behindSpaces(separator + verb.size());
        }
        const QByteArrayView word =
            m_text.sliced(separator, runLength(m_text, separator, isBase64Url));
        return separator > at && (isOption || looksLikeSecret(word)) ? separator : -1;
    }

    void maskValueBehind(qsizetype nameEnd, bool isOption)
    {
        constexpr QByteArrayView kBasic = "Basic ";
        constexpr QByteArrayView kToken = "Token ";
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
        if (m_text.sliced(begin)
                .first(std::min(m_text.size() - begin, kToken.size()))
                .compare(kToken, Qt::CaseInsensitive)
            == 0)
            begin += kToken.size();
        const bool isQuoted = begin > unquoted;
        const char quote = isQuoted ? m_text[begin - 1] : ' ';
        const qsizetype limit = std::min(m_text.size(), begin + kMaxSecret);
        qsizetype at = begin;
        const auto ends = [&] {
            return isQuoted ? m_text[at] == quote : isAt(at, ",;\"')}]><|") || beginsFormField(at);
        };
        while (at<limit &&static_cast<unsigned char>(m_text[at])> 0x20 && m_text[at] != '\\'
               && !ends())
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

    /// "Is", between a name and its value: English, German, Spanish, French, Italian, Portuguese,
    /// Polish, Dutch and Swedish, Russian, Chinese, Japanese, Korean.
    static constexpr std::array<QByteArrayView, 15> kVerbs {
        "is ",   "ist ", "lautet ", "es ", "est ", "è ", "é ", "to ",
        "jest ", "är ",  "это ",    "是",  "为",   "は", "는 "};
    static constexpr QByteArrayView kFullWidthColon = "：";
    static constexpr QByteArrayView kCookie = "cookie";
    static constexpr QByteArrayView kSetCookie = "set-cookie";
    /// White space and marks without width that come with copied text: U+00A0, U+200B to U+200D,
    /// U+2060, U+3000, U+FEFF.
    static constexpr std::array<QByteArrayView, 7> kForeignBlanks {
        "\u00A0", "\u200B", "\u200C", "\u200D", "\u2060", "\u3000", "\uFEFF"};

    QByteArrayView m_text;
    QByteArray m_out;
    qsizetype m_at = 0;
    qsizetype m_copied = 0; ///< what is before stands in m_out
    qsizetype m_wordBegin = 0; ///< the latest word
    qsizetype m_wordEnd = 0;
    qsizetype m_cookiesEnd = 0; ///< names before this have values that are secrets
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
