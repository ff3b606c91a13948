// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArrayView>

#include <span>

namespace proxy {

/// No value beside a name, no token and no part of a URL is looked at beyond this many bytes.
inline constexpr qsizetype kMaxSecret = 1024;

// The alphabets of tokens, in ASCII.
inline bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

constexpr bool isUpper(char c)
{
    return c >= 'A' && c <= 'Z';
}

constexpr bool isLetter(char c)
{
    return isUpper(c) || (c >= 'a' && c <= 'z');
}

inline bool isAlnum(char c)
{
    return isLetter(c) || isDigit(c);
}

inline bool isWord(char c)
{
    return isAlnum(c) || c == '_';
}

inline bool isHex(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f');
}

constexpr bool isUpperAlnum(char c)
{
    return isUpper(c) || isDigit(c);
}

inline bool isBase64Url(char c)
{
    return isWord(c) || c == '-';
}

inline bool isBase64(char c)
{
    return isAlnum(c) || c == '+' || c == '/' || c == '=';
}

/// RFC 6750, section 2.1: b64token.
inline bool isBearer(char c)
{
    return isBase64(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

inline bool isPath(char c)
{
    return isWord(c) || c == '/' || c == '-';
}

inline bool isSpace(char c)
{
    return c == ' ' || c == '\t';
}

/// A token that begins as its issuer marks it: a prefix, then characters of an alphabet.
struct SecretShape
{
    QByteArrayView prefix;
    bool (*isPart)(char);
    qsizetype least; ///< characters after the prefix
    qsizetype most = kMaxSecret;
};

/// The shapes whose prefix begins with @p first.
[[nodiscard]] std::span<const SecretShape> secretShapesFrom(char first);

/// Whether the words @p before and @p name, written as one, end with a name whose value is a
/// secret: "password", "api_key", "client Secret". Case, "_" and "-" do not count.
[[nodiscard]] bool namesSecret(QByteArrayView before, QByteArrayView name);

/// Whether @p text (UTF-8) ends with such a name in letters beyond ASCII.
[[nodiscard]] bool endsWithForeignSecretName(QByteArrayView text);

} // namespace proxy
